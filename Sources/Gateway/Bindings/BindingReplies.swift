import Access
import Audit
import JSON
import Tenancy

/// The contract's `ApiBindingDetail`.
struct BindingDetail: JSONReply {
    let detail: Binding.Detail

    var json: JSON {
        let binding = detail.binding
        var json: JSONObject = [
            "id": JSON(binding.id.description), "type": JSON(binding.type.rawValue),
            "role": ["id": JSON(binding.role.description), "name": JSON(detail.roleName)],
        ]
        json["namespace"] = binding.namespace.map { JSON($0.description) }
        switch binding.subject {
        case .group(let id): json["group"] = ["id": JSON(id.description), "name": JSON(detail.subjectName)]
        case .account(let id):
            json["user"] = [
                "id": JSON(id.description), "username": JSON(detail.subjectName),
                "displayName": JSON(detail.displayName),
                "type": JSON(detail.kind == .serviceAccount ? "SERVICE_ACCOUNT" : "STANDARD"),
            ]
        }
        return .object(json)
    }
}

/// Whom a binding grants a role to, by the names of the contract.
enum BindingType: String, CaseIterable, Sendable {
    /// An account: a user or a service account.
    case user = "USER"
    /// A group.
    case group = "GROUP"
}

extension Binding {
    /// Whom the role is granted to.
    var type: BindingType {
        if case .group = subject { .group } else { .user }
    }

    /// The record of the binding being made or deleted.
    func changed(isMade: Bool) -> RecordedChange {
        let json: JSON = [
            "id": JSON(id.description), "type": JSON(type.rawValue),
            "externalId": JSON((account?.description ?? group?.description)), "roleId": JSON(role.description),
            "namespaceId": JSON(namespace?.description),
        ]
        return RecordedChange(
            resource: .binding,
            id: id.description,
            namespace: namespace,
            before: isMade ? nil : json,
            after: isMade ? json : nil
        )
    }
}
