import Audit
import Crypto
import Daemon
import JSON
import RandomData
import Tenancy
import Testing

@Suite("Audit records in an export")
struct AuditRecordCSVTests {
    private let columns = CSV.read(AuditRecord.csvHeader)[0]

    @Test(arguments: 0..<100) func `read back as they were recorded`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let records = (0..<5).map { _ in AuditRecord.random(using: &random) }
        let rows = try CSV.read(AuditRecord.csvHeader + records.flatMap { try $0.csvLine() })
        #expect(rows.count == 6)
        for (row, record) in zip(rows.dropFirst(), records) {
            #expect(row.count == columns.count)
            let cells = Dictionary(uniqueKeysWithValues: zip(columns, row.map(original)))
            #expect(cells["id"] == record.id.description)
            #expect(cells["permission"] == record.permission)
            #expect(cells["actorName"] == record.actor.name)
            #expect(cells["resourceType"] == record.resource.type)
            #expect(cells["reason"] == record.reason ?? "")
            #expect(cells["userAgent"] == record.source.userAgent ?? "")
            #expect(cells["decision"].flatMap { try? JSON(parsing: $0) } == (try record.stored)["decision"])
        }
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "'"])
    func `hold no formula`(_ text: String) throws {
        var record = AuditRecord.sample(permission: "flow.view", decision: .allowed(.everyone))
        record.reason = text
        let cell = try #require(CSV.read(try record.csvLine())[0].dropLast(2).last)
        #expect(cell == "'" + text)
    }

    @Test func `quote what needs it and nothing else`() throws {
        var record = AuditRecord.sample(permission: "flow.view", decision: .allowed(.everyone))
        record.actor.name = "a \"b\", c"
        record.reason = " x "
        record.changes = .omitted(bytes: 70_000, digest: [0xAB])
        let line = String(decoding: try record.csvLine(), as: UTF8.self)
        #expect(line.contains(#",user,a1,"a ""b"", c",,,FLOW,flow,,,192.0.2.1,,,"#))
        #expect(line.hasSuffix(",r1,,\" x \",\"omitted: 70000 bytes, sha256 ab\",\r\n"))
    }

    private func original(_ cell: String) -> String {
        cell.utf8.first == UInt8(ascii: "'") ? String(decoding: cell.utf8.dropFirst(), as: UTF8.self) : cell
    }
}

/// A reader of RFC 4180, apart from the writer.
private enum CSV {
    static func read(_ bytes: [UInt8]) -> [[String]] {
        var (rows, row, cell, isQuoted) = ([[String]](), [String](), [UInt8](), false)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && position < bytes.count && bytes[position] == byte:
                cell.append(byte)
                position += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                row.append(String(decoding: cell, as: UTF8.self))
                cell = []
            case UInt8(ascii: "\r") where !isQuoted:
                rows.append(row + [String(decoding: cell, as: UTF8.self)])
                (row, cell) = ([], [])
                position += 1
            default: cell.append(byte)
            }
        }
        return rows
    }
}

@Suite("Audit records in the contract's form")
struct AuditRecordAPITests {
    @Test func `have the members of the contract`() throws {
        var record = AuditRecord.sample(permission: "group.update", decision: .allowed(.superadmin))
        record.tenantName = Tenant.Slug("acme")
        record.resource = AuditRecord.Subject(.group, id: "g1")
        record.changes = .patches(applied: [["op": "remove", "path": "/name"]], reverted: [])
        let item = try record.item
        let log = try #require(item["auditLog"])
        #expect(log["tenantId"] == "acme")
        #expect(log["id"] == .string(record.id.description))
        #expect(log["type"] == "UPDATE")
        #expect(log["detail"] == ["resource": "GROUP", "resourceType": "GROUP", "type": "group", "id": "g1"])
        #expect(log["date"] == "2026-11-21T08:00:00.000001Z")
        #expect(log["userId"] == "a1")
        #expect(log["ipAddress"] == "192.0.2.1")
        #expect(log["impersonatedBy"] == nil)
        #expect(log["appliedPatch"] == [["op": "remove", "path": "/name"]])
        #expect(log["revertPatch"] == [])
        #expect(log["permission"] == "group.update")
        #expect(log["decision"] == ["allowed": true, "by": "superadmin"])
    }

    @Test func `name the account in whose name was acted, and who did`() throws {
        var record = AuditRecord.sample(permission: "flow.view", decision: .denied(Permission(.flow, .view)))
        record.onBehalfOf = AuditRecord.Actor(kind: .user, id: "b1", name: "bob")
        let item = try record.item
        let log = try #require(item["auditLog"])
        #expect(log["userId"] == "b1")
        #expect(log["impersonatedBy"] == "a1")
        #expect(log["decision"] == ["allowed": false, "missing": "flow.view"])
        #expect(item["user"] == ["id": "b1", "username": "bob", "type": "STANDARD"])
    }

    @Test func `need no account`() throws {
        var record = AuditRecord.sample(permission: "session.login", decision: .allowed(.everyone))
        record.actor = AuditRecord.Actor(kind: .anonymous, name: "anonymous")
        let item = try record.item
        let log = try #require(item["auditLog"])
        #expect(log["userId"] == "")
        #expect(item["user"] == JSON.null)
        #expect(log["tenantId"] == nil)
    }

    @Test(arguments: 0..<100) func `are compact JSON of what was recorded`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let record = AuditRecord.random(using: &random)
        var bytes: [UInt8] = []
        try AuditRecord.appendItem(ofStored: record.encoded(), to: &bytes)
        let item = try JSON(parsing: bytes, limits: JSONLimits(maximumDepth: 512, allowsNullCharacter: true))
        #expect(item.serialized() == bytes)
        let (log, stored) = (try #require(item["auditLog"]), try record.stored)
        for name in ["id", "type", "permission", "outcome", "decision", "actor", "onBehalfOf", "source", "reason"] {
            #expect(log[name] == stored[name])
        }
        for name in ["code", "requestId", "traceId", "appliedPatch", "revertPatch", "omittedPatch"] {
            #expect(log[name] == stored[name])
        }
        #expect(log["tenantId"] == stored["tenantName"] && log["date"] == stored["at"])
    }

    @Test(arguments: 0..<100) func `are refused if what was stored is cut`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let stored = AuditRecord.random(using: &random).encoded()
        var bytes: [UInt8] = []
        #expect(throws: AuditError.self) {
            try AuditRecord.appendItem(
                ofStored: Array(stored.dropLast(Int.random(in: 1..<40, using: &random))),
                to: &bytes
            )
        }
        #expect(throws: AuditError.unknownVersion(2)) {
            try AuditRecord.appendItem(ofStored: Array(#"{"v":2"#.utf8) + stored.dropFirst(6), to: &bytes)
        }
        #expect(bytes.isEmpty)
    }
}

extension AuditRecord {
    /// What is stored.
    fileprivate var stored: JSON {
        get throws {
            try JSON(parsing: encoded(), limits: JSONLimits(maximumDepth: 512, allowsNullCharacter: true))
        }
    }

    /// The line of the record as it is stored.
    fileprivate func csvLine() throws(AuditError) -> [UInt8] {
        var bytes: [UInt8] = []
        try Self.appendCSVLine(ofStored: encoded(), to: &bytes)
        return bytes
    }

    /// The item of the record as it is stored.
    fileprivate var item: JSON {
        get throws {
            var bytes: [UInt8] = []
            try Self.appendItem(ofStored: encoded(), to: &bytes)
            return try JSON(parsing: bytes)
        }
    }
}
