import Access
import Audit
import Crypto
import Daemon
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@testable import Gateway

@Suite("Exporting more than one part", .database)
struct AuditLogsStreamTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private func fill(_ count: Int) async throws {
        let (now, tenant) = (SystemClock().now, harness.acme)
        try await harness.asInstance { tx in
            for number in 0..<count {
                let record = AuditRecord(
                    tenant: tenant,
                    occurredAt: now - .seconds(60 * number),
                    permission: "flow.view",
                    actor: AuditRecord.Actor(kind: .system, name: "test"),
                    source: AuditRecord.Source(),
                    decision: .allowed(.everyone),
                    requestID: "request"
                )
                let bytes = record.encoded()
                try tx.enqueue(
                    """
                    insert into audit_event (
                      tenant_id, occurred_at, event_id, type, permission, resource_kind, outcome, request_id, record, digest
                    ) values (
                      \(tenant), \(record.occurredAt), \(record.id), 'READ', 'flow.view', 'FLOW', 'success', 'request',
                      \(bytes), \(AuditRecord.leafHash(of: bytes))
                    )
                    """
                )
            }
            try await tx.execute("select 1")
        }
    }

    private func first() -> ExportAuditLogs.Rest {
        let end = SystemClock().now + .seconds(60)
        let cursor = AuditCursor(occurredAt: end, id: .zero)
        let position = AuditLogExport.Position(filter: .all, cursor: cursor, extent: end - .seconds(200_000)...end)
        return ExportAuditLogs.Rest(position: position)
    }

    @Test func `the parts hold every record once`() async throws {
        try await fill(1100)
        var (next, lines, parts): ((any PartRead)?, Set<Substring>, Int) = (first(), [], 0)
        while let read = next {
            let part = try await harness.gate.read(read, for: harness.call(as: .admin))
            lines.formUnion(String(decoding: part.bytes, as: UTF8.self).split(separator: "\r\n"))
            (next, parts) = (part.next, parts + 1)
        }
        #expect(lines.count == 1100 && parts == 3)
    }

    @Test func `the rest is refused to a caller who has lost the right`() async throws {
        try await fill(600)
        let part = try await harness.gate.read(first(), for: harness.call(as: .admin))
        let next = try #require(part.next)
        let account = try #require(harness.accounts[.admin])
        try await harness.asInstance { tx in
            try await tx.execute("delete from api_token where account_id = \(account)")
        }
        await #expect(throws: GateError.self) {
            _ = try await harness.gate.read(next, for: harness.call(as: .admin))
        }
    }
}
