import Crypto
import Daemon
public import JSON
import Tenancy

extension AuditRecord {
    /// The record as the contract's `AuditLog`, with what ours says beyond it.
    ///
    /// Under impersonation `userId` is the account in whose name was acted, and `impersonatedBy` the one who did. `tenantId`
    /// is the tenant's name, and missing for the instance.
    public var auditLog: JSON {
        var object = JSONObject()
        object["tenantId"] = tenantName.map { .string($0.description) }
        object["id"] = .string(id.description)
        object["type"] = .string(type.rawValue)
        object["detail"] = detail
        object["date"] = .string(occurredAt.description)
        object["userId"] = .string((onBehalfOf ?? actor).id ?? "")
        object["ipAddress"] = source.address.map { .string($0) }
        object["impersonatedBy"] = onBehalfOf.flatMap { _ in actor.id.map { .string($0) } }
        changes.write(to: &object)
        object["permission"] = .string(permission)
        object["outcome"] = .string(outcome.rawValue)
        object["code"] = code.map { .string($0) }
        object["decision"] = decision.json
        object["actor"] = actor.json
        object["onBehalfOf"] = onBehalfOf?.json
        object["source"] = source.json
        object["requestId"] = .string(requestID)
        object["traceId"] = traceID.map { .string($0) }
        object["reason"] = reason.map { .string($0) }
        return .object(object)
    }

    /// The record as the contract's `ApiAuditLogItem`.
    ///
    /// - Parameter user: The contract's `ApiUser` of ``auditLog``'s `userId`; if it is not at hand, what the record tells
    ///   of it stands there.
    /// - Returns: The item.
    public func item(user: JSON? = nil) -> JSON {
        ["auditLog": auditLog, "user": user ?? recordedUser]
    }

    private var detail: JSON {
        var object: JSONObject = [
            "resource": .string(resource.kind.rawValue), "resourceType": .string(resource.kind.rawValue),
            "type": .string(resource.type),
        ]
        object["id"] = resource.id.map { .string($0) }
        object["namespace"] = resource.namespace.map { .string($0.description) }
        return .object(object)
    }

    private var recordedUser: JSON {
        let user = onBehalfOf ?? actor
        guard let id = user.id else { return .null }
        let type = user.kind == .serviceAccount ? "SERVICE_ACCOUNT" : "STANDARD"
        return ["id": .string(id), "username": .string(user.name), "type": .string(type)]
    }
}
