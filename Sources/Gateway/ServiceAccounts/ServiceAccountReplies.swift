import Access
import Audit
import JSON
import Tenancy

/// The contract's `ApiServiceAccountDetail`.
struct ServiceAccountDetail: JSONReply {
    let account: ServiceAccount

    var json: JSON {
        [
            "id": JSON(account.id.description), "name": JSON(account.name), "description": JSON(account.description),
            "tenants": account.tenants.json, "superAdmin": .bool(account.isSuperadmin),
            "instanceOwner": .bool(account.isSuperadmin),
        ]
    }
}

/// The contract's `ApiServiceAccountResponse`.
struct TenantServiceAccountReply: JSONReply {
    let account: TenantServiceAccount

    var json: JSON {
        [
            "id": JSON(account.id.description), "name": JSON(account.name), "description": JSON(account.description),
            "groups": .array(account.groups.map { ["id": JSON($0.group.description)] }),
            "superAdmin": .bool(account.isSuperadmin), "instanceOwner": .bool(account.isSuperadmin),
        ]
    }
}

extension ServiceAccount {
    /// The record of a change of the service account.
    func changed(from before: ServiceAccount?, to after: ServiceAccount?) -> RecordedChange {
        RecordedChange(
            resource: .serviceAccount,
            id: id.description,
            before: before?.recorded,
            after: after?.recorded
        )
    }

    private var recorded: JSON {
        [
            "id": JSON(id.description), "name": JSON(name), "description": JSON(description),
            "superAdmin": .bool(isSuperadmin), "tenants": JSON(strings: tenants.map(\.slug)),
        ]
    }
}

extension TenantServiceAccount {
    /// The record of a change of the service account.
    func changed(from before: TenantServiceAccount?, to after: TenantServiceAccount?) -> RecordedChange {
        RecordedChange(
            resource: .serviceAccount,
            id: id.description,
            before: before?.recorded,
            after: after?.recorded
        )
    }

    private var recorded: JSON {
        [
            "id": JSON(id.description), "name": JSON(name), "description": JSON(description),
            "groups": JSON(strings: groups.map(\.group.description)),
        ]
    }
}
