import Access
import Audit
import Crypto
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("Plans of the audit log's searches", .database)
struct AuditLogsPlansTests {
    private static func superuser() async throws -> Database {
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.user = "postgres"
        return Database(configuration: configuration, group: try await Testbed.shared.group)
    }

    @Test func `a page of one month goes through an index of one partition`() async throws {
        let database = try #require(DatabaseTrait.current)
        let tenant = Tenant.ID(.v7())
        let superuser = try await Self.superuser()
        try await superuser.transaction { tx in
            try await tx.execute(
                """
                insert into reeve.audit_event (
                  tenant_id, occurred_at, event_id, type, permission, actor_id, resource_kind, resource_id, outcome, request_id, record, digest
                )
                select case when n % 5 = 0 then \(tenant) else md5((n % 20)::text)::uuid end,
                  date_trunc('month', now()) - interval '1 month' * (n % 2) + n * interval '40 seconds', gen_random_uuid(), 'READ',
                  'flow.view', 'actor' || n % 50, 'FLOW', 'id' || n % 500, 'success', 'request', 'record', sha256('record')
                from generate_series(1, 50000) as n
                """
            )
            try await tx.execute("analyze reeve.audit_event")
        }
        await superuser.close()
        let store = AuditStore(of: tenant)
        let options = TransactionOptions(settings: [("reeve.tenant_id", tenant.description)], readOnly: true)
        let conditions: [QueryFilter.Condition?] = [
            nil, .init(.userID, .equals, ["actor5"]), .init(.type, .equals, ["READ"]),
            .init(.resources, .equals, ["FLOW"]), .init(.id, .equals, ["id5"]),
        ]
        for condition in conditions {
            let filter = try AuditFilter(condition.map { .condition($0) })
            let statement = store.newestMonth(filter, limit: 51)
            let plan = try await database.transaction(options) { tx in
                try await tx.query("explain \(statement)").map { try $0.decode(0, as: String.self) }
            }
            let text = plan.joined(separator: "\n")
            #expect(!text.contains("Seq Scan"), "\(text)")
            let scans = plan.filter { $0.contains(" on audit_event_") && !$0.contains("Bitmap Index Scan") }
            #expect(scans.count == 1, "\(text)")
        }
    }

    @Test func `the months to come are there after they were asked for`() async throws {
        let harness = try await GatewayHarness()
        let superuser = try await Self.superuser()
        let leaves: SQL = "select count(*) from pg_inherits where inhparent = 'reeve.audit_event'::regclass"
        let before: Int = try await superuser.transaction { tx in try await tx.query(leaves)[0].decode(0) }
        let made = try await harness.gate.createAuditMonths(ahead: 6)
        let after: Int = try await superuser.transaction { tx in try await tx.query(leaves)[0].decode(0) }
        await superuser.close()
        #expect(made == 3 && after == before + made)
        #expect(try await harness.gate.createAuditMonths(ahead: 6) == 0)
    }
}
