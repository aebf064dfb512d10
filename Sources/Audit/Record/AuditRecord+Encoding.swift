import Crypto
import Daemon
import JSON
import Tenancy

extension AuditRecord {
    /// The version of the encoding.
    public static let version = 1

    /// The bytes to be stored and hashed: compact JSON with members in a fixed order, those without a value left out.
    ///
    /// Equal records have equal bytes, and decoding gives the record back.
    ///
    /// - Returns: The bytes.
    public func encoded() -> [UInt8] {
        json.serialized()
    }

    /// The hash by which a stored record is a leaf of the tenant's log: SHA-256 over a zero byte and the record
    /// (RFC 6962 section 2.1).
    ///
    /// - Parameter record: The bytes that are stored.
    /// - Returns: 32 bytes.
    public static func leafHash(of record: [UInt8]) -> [UInt8] {
        Digest.sha256([0] + record)
    }

    var json: JSON {
        var object: JSONObject = [
            "v": .integer(Int64(Self.version)), "id": .string(id.description), "tenant": .string(tenant.description),
        ]
        object["tenantName"] = tenantName.map { .string($0.description) }
        object["at"] = .string(occurredAt.description)
        object["type"] = .string(type.rawValue)
        object["permission"] = .string(permission)
        object["actor"] = actor.json
        object["onBehalfOf"] = onBehalfOf?.json
        object["source"] = source.json
        object["resource"] = resource.json
        object["outcome"] = .string(outcome.rawValue)
        object["code"] = code.map { .string($0) }
        object["decision"] = decision.json
        object["requestId"] = .string(requestID)
        object["traceId"] = traceID.map { .string($0) }
        changes.write(to: &object)
        object["reason"] = reason.map { .string($0) }
        return .object(object)
    }
}

extension AuditRecord.Actor {
    var json: JSON {
        var object: JSONObject = ["kind": .string(kind.rawValue)]
        object["id"] = id.map { .string($0) }
        object["name"] = .string(name)
        object["method"] = method.map { .string($0.rawValue) }
        object["token"] = token.map { .string($0) }
        object["session"] = session.map { .string($0) }
        return .object(object)
    }
}

extension AuditRecord.Source {
    var json: JSON {
        var object = JSONObject()
        object["address"] = address.map { .string($0) }
        if !forwarded.isEmpty { object["forwarded"] = JSON(strings: forwarded) }
        object["userAgent"] = userAgent.map { .string($0) }
        return .object(object)
    }
}

extension AuditRecord.Subject {
    var json: JSON {
        var object: JSONObject = ["kind": .string(kind.rawValue), "type": .string(type)]
        object["id"] = id.map { .string($0) }
        object["namespace"] = namespace.map { .string($0.description) }
        return .object(object)
    }
}

extension AuditRecord.Changes {
    func write(to object: inout JSONObject) {
        switch self {
        case .none: break
        case .patches(let applied, let reverted):
            object["appliedPatch"] = applied
            object["revertPatch"] = reverted
        case .omitted(let bytes, let digest):
            object["omittedPatch"] = ["bytes": .integer(Int64(bytes)), "sha256": .string(Hex.encode(digest))]
        }
    }
}

extension Decision {
    var json: JSON {
        switch self {
        case .denied(let permission):
            return ["allowed": false, "missing": .string(permission.description)]
        case .allowed(.binding(let binding, let role, let group)):
            var object: JSONObject = [
                "allowed": true, "by": "binding", "binding": .string(binding.description),
                "role": .string(role.description),
            ]
            object["group"] = group.map { .string($0.description) }
            return .object(object)
        case .allowed(.superadmin): return ["allowed": true, "by": "superadmin"]
        case .allowed(.ownAccount): return ["allowed": true, "by": "own_account"]
        case .allowed(.groupOwner(let group)):
            return ["allowed": true, "by": "group_owner", "group": .string(group.description)]
        case .allowed(.everyone): return ["allowed": true, "by": "everyone"]
        }
    }
}
