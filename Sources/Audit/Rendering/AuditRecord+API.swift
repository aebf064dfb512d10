import JSON

extension AuditRecord {
    /// The record as the contract's `ApiAuditLogItem`; what the record tells of the account stands for the contract's `ApiUser`.
    ///
    /// Its `auditLog` is the contract's `AuditLog` with what ours says beyond it. Under impersonation `userId` is the account
    /// in whose name was acted, and `impersonatedBy` the one who did. `tenantId` is the tenant's name, and missing for the
    /// instance.
    ///
    /// - Parameters:
    ///   - record: What ``encoded()`` gave.
    ///   - bytes: What the item is appended to, as compact JSON.
    /// - Throws: `AuditError` if the record is anything else.
    public static func appendItem(ofStored record: [UInt8], to bytes: inout [UInt8]) throws(AuditError) {
        let record = try StoredRecord(record)
        bytes += #"{"auditLog":{"#.utf8
        appendLog(of: record, to: &bytes)
        bytes += #"},"user":"#.utf8
        appendUser(of: record, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }

    private static func appendLog(of record: StoredRecord, to bytes: inout [UInt8]) {
        var members = MemberWriter()
        members.write(#""tenantId":"#, record[.tenantName], to: &bytes)
        members.write(#""id":"#, record[.id], to: &bytes)
        members.write(#""type":"#, record[.type], to: &bytes)
        members.write(#""detail":{"#, [], to: &bytes)
        appendDetail(of: record, to: &bytes)
        members.write(#""date":"#, record[.at], to: &bytes)
        let user = record.hasSubject ? record[subject: .id] : record[actor: .id]
        members.write(#""userId":"#, user ?? noText, to: &bytes)
        members.write(#""ipAddress":"#, record[source: .address], to: &bytes)
        members.write(#""impersonatedBy":"#, record.hasSubject ? record[actor: .id] : nil, to: &bytes)
        members.write(#""appliedPatch":"#, record[.appliedPatch], to: &bytes)
        members.write(#""revertPatch":"#, record[.revertPatch], to: &bytes)
        members.write(#""omittedPatch":"#, record[.omittedPatch], to: &bytes)
        members.write(#""permission":"#, record[.permission], to: &bytes)
        members.write(#""outcome":"#, record[.outcome], to: &bytes)
        members.write(#""code":"#, record[.code], to: &bytes)
        members.write(#""decision":"#, record[.decision], to: &bytes)
        members.write(#""actor":"#, record[.actor], to: &bytes)
        members.write(#""onBehalfOf":"#, record[.onBehalfOf], to: &bytes)
        members.write(#""source":"#, record[.source], to: &bytes)
        members.write(#""requestId":"#, record[.requestId], to: &bytes)
        members.write(#""traceId":"#, record[.traceId], to: &bytes)
        members.write(#""reason":"#, record[.reason], to: &bytes)
    }

    private static func appendDetail(of record: StoredRecord, to bytes: inout [UInt8]) {
        var members = MemberWriter()
        members.write(#""resource":"#, record[resource: .kind], to: &bytes)
        members.write(#""resourceType":"#, record[resource: .kind], to: &bytes)
        members.write(#""type":"#, record[resource: .type], to: &bytes)
        members.write(#""id":"#, record[resource: .id], to: &bytes)
        members.write(#""namespace":"#, record[resource: .namespace], to: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }

    private static func appendUser(of record: StoredRecord, to bytes: inout [UInt8]) {
        let isSubject = record.hasSubject
        guard let id = isSubject ? record[subject: .id] : record[actor: .id] else {
            bytes += "null".utf8
            return
        }
        let kind = isSubject ? record[subject: .kind] : record[actor: .kind]
        let isServiceAccount = kind?.dropFirst().dropLast().elementsEqual(Actor.Kind.serviceAccount.rawValue.utf8)
        bytes += #"{"id":"#.utf8
        bytes += id
        bytes += #","username":"#.utf8
        bytes += (isSubject ? record[subject: .name] : record[actor: .name]) ?? noText
        bytes += #","type":"#.utf8
        bytes += (isServiceAccount == true ? #""SERVICE_ACCOUNT"}"# : #""STANDARD"}"#).utf8
    }

    private static let noText = Array(#""""#.utf8)[...]

    /// Separates the members of an object that is being written.
    private struct MemberWriter {
        private var isFirst = true

        /// Writes a member, if it has a value.
        mutating func write(_ name: String, _ value: ArraySlice<UInt8>?, to bytes: inout [UInt8]) {
            guard let value else { return }
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            bytes += name.utf8
            bytes += value
        }
    }
}
