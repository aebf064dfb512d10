import Crypto
import Daemon
import JSON
import Tenancy
import Testing

@testable import Audit

@Suite("Rebuilding an object from its records")
struct AuditDiffTests {
    private func record(_ permission: String, at second: Int64, _ before: JSON?, _ after: JSON?) -> AuditRecord {
        AuditRecord(
            tenant: .instance,
            occurredAt: Instant(seconds: second),
            permission: permission,
            actor: AuditRecord.Actor(kind: .system, name: "test"),
            source: AuditRecord.Source(),
            decision: .allowed(.everyone),
            requestID: "request"
        ).recording(RecordedChange(resource: .group, id: "g", before: before, after: after), by: redactor)
    }

    private let redactor: Redactor
    init() throws { redactor = Redactor(try FieldClasses(yaml: "group:\n  name: public\n")) }

    private var made: AuditRecord { record("group.create", at: 1, nil, ["name": "a"]) }

    @Test func `an object that is made, changed and removed`() throws {
        let changed = record("group.update", at: 2, ["name": "a"], ["name": "b"])
        let removed = record("group.delete", at: 3, ["name": "b"], nil)
        let made = made
        #expect(try AuditDiff(of: made, since: nil, history: [made]).before == [:])
        let middle = try AuditDiff(of: changed, since: nil, history: [changed, made])
        #expect(middle.before == ["name": "a"] && middle.after == ["name": "b"])
        let last = try AuditDiff(of: removed, since: made, history: [removed, changed, made])
        #expect(last.before == ["name": "a"] && last.after == [:])
    }

    @Test func `records that do not reach back to its making tell nothing`() {
        let changed = record("group.update", at: 2, ["name": "a"], ["name": "b"])
        #expect(throws: AuditError.unrebuildable(reason: "the records do not reach back to where the object was made"))
        {
            try AuditDiff(of: changed, since: nil, history: [changed])
        }
    }

    @Test func `a change that was too large to be recorded tells nothing`() {
        var large = record("group.update", at: 2, ["name": "a"], ["name": "b"])
        large.changes = .omitted(bytes: 100_000, digest: [1])
        #expect(throws: AuditError.self) { try AuditDiff(of: large, since: nil, history: [large, made]) }
    }

    @Test func `a record of another object, or a later one, is not one before`() {
        let made = made
        var other = made
        other.resource.id = "h"
        #expect(throws: AuditError.unrelated) { try AuditDiff(of: made, since: other, history: [made]) }
        let later = record("group.update", at: 2, ["name": "a"], ["name": "b"])
        #expect(throws: AuditError.unrelated) { try AuditDiff(of: made, since: later, history: [made]) }
    }

    @Test func `an object with too many records is refused`() {
        let made = made
        #expect(throws: AuditError.self) {
            try AuditDiff(of: made, since: nil, history: Array(repeating: made, count: AuditDiff.depth))
        }
    }
}
