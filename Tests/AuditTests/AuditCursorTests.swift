import Crypto
import Daemon
import Testing

@testable import Audit

@Suite("Positions in the audit log")
struct AuditCursorTests {
    @Test(arguments: [Int64(0), -1, 1_795_252_961_123_456, .max, .min])
    func `a cursor is read as it was written`(_ microseconds: Int64) {
        let cursor = AuditCursor(occurredAt: Instant(microseconds: microseconds), id: .v7())
        #expect(AuditCursor(cursor.description) == cursor)
    }

    @Test func `a cursor that was cut or altered is refused`() {
        let text = AuditCursor(occurredAt: Instant(seconds: 7), id: .v7()).description
        #expect(AuditCursor(String(text.dropLast())) == nil)
        #expect(AuditCursor("") == nil)
        for index in text.indices.dropLast() {
            var damaged = text
            damaged.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(AuditCursor(damaged) == nil)
        }
    }

    @Test(arguments: [
        ("2026-11-21T09:00:00Z", "2026-11-01T00:00:00Z"), ("2024-02-29T23:59:59.999999Z", "2024-02-01T00:00:00Z"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"), ("1969-12-31T23:59:59Z", "1969-12-01T00:00:00Z"),
        ("2000-03-01T00:00:00Z", "2000-03-01T00:00:00Z"), ("2100-01-31T12:00:00Z", "2100-01-01T00:00:00Z"),
    ])
    func `an instant lies in its month`(_ instant: String, _ start: String) throws {
        let month = AuditMonth(try #require(Instant(instant)))
        #expect(month.start == Instant(start))
        #expect(AuditMonth(month.next.start - .microseconds(1)) == month)
        #expect(AuditMonth(month.next.start) == month.next)
    }
}
