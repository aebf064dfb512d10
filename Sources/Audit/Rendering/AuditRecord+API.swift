public import JSON

extension AuditRecord {
    /// The record as the contract's `AuditLog`, with what ours says beyond it.
    ///
    /// Under impersonation `userId` is the account in whose name was acted, and `impersonatedBy` the one who did. `tenantId`
    /// is the tenant's name, and missing for the instance.
    public var auditLog: JSON { Self.auditLog(of: json) }

    /// The record as the contract's `ApiAuditLogItem`; what the record tells of the account stands for the contract's `ApiUser`.
    public var item: JSON { Self.item(of: json) }

    /// The item of a record that was stored, without making a record of it: a page has many.
    ///
    /// - Parameter record: What ``encoded()`` gave.
    /// - Returns: The item.
    /// - Throws: `AuditError` if it is anything else.
    static func item(ofStored record: [UInt8]) throws(AuditError) -> JSON {
        item(of: try stored(record))
    }

    private static func item(of record: JSON) -> JSON {
        ["auditLog": auditLog(of: record), "user": user(of: record)]
    }

    private static func auditLog(of record: JSON) -> JSON {
        let (actor, subject) = (record["actor"], record["onBehalfOf"])
        var object = JSONObject()
        object["tenantId"] = record["tenantName"]
        object["id"] = record["id"]
        object["type"] = record["type"]
        object["detail"] = detail(of: record)
        object["date"] = record["at"]
        object["userId"] = (subject ?? actor)?["id"] ?? ""
        object["ipAddress"] = record["source"]?["address"]
        object["impersonatedBy"] = subject == nil ? nil : actor?["id"]
        for name in [
            "appliedPatch", "revertPatch", "omittedPatch", "permission", "outcome", "code", "decision", "actor",
            "onBehalfOf", "source", "requestId", "traceId", "reason",
        ] {
            object[name] = record[name]
        }
        return .object(object)
    }

    private static func detail(of record: JSON) -> JSON {
        let resource = record["resource"]
        var object = JSONObject()
        object["resource"] = resource?["kind"]
        object["resourceType"] = resource?["kind"]
        object["type"] = resource?["type"]
        object["id"] = resource?["id"]
        object["namespace"] = resource?["namespace"]
        return .object(object)
    }

    private static func user(of record: JSON) -> JSON {
        guard let user = record["onBehalfOf"] ?? record["actor"], let id = user["id"] else { return .null }
        let type = user["kind"]?.string == Actor.Kind.serviceAccount.rawValue ? "SERVICE_ACCOUNT" : "STANDARD"
        return ["id": id, "username": user["name"] ?? "", "type": JSON(type)]
    }
}
