import Postgres
import Testbed
import Testing

@Suite("The months of the audit log", .database)
struct AuditMonthsTests {
    let app: Database

    init() throws { app = try #require(DatabaseTrait.current) }

    private func create(ahead months: Int32) async throws -> Int32 {
        try await app.transaction { tx in try await tx.query("select create_audit_months(\(months))")[0].decode(0) }
    }

    private func count() async throws -> Int {
        try await app.transaction { tx in
            try await tx.query("select count(*) from pg_inherits where inhparent = 'reeve.audit_event'::regclass")[0]
                .decode(0)
        }
    }

    @Test func `are made once, however many nodes make them at once`() async throws {
        let before = try await count()
        let made = try await withThrowingTaskGroup(of: Int32.self) { group in
            for _ in 0..<6 { group.addTask { try await create(ahead: 9) } }
            return try await group.reduce(0, +)
        }
        #expect(made > 0)
        #expect(try await count() == before + Int(made))
        #expect(try await create(ahead: 9) == 0)
    }

    @Test func `are no more than two years at a time`() async throws {
        _ = try await create(ahead: .max)
        let made = try await create(ahead: 24)
        #expect(made == 0)
    }

    @Test func `begin and end by the clock of Greenwich, whatever the session's is`() async throws {
        let options = TransactionOptions(settings: [("timezone", "Pacific/Kiritimati"), ("datestyle", "SQL, DMY")])
        try await app.transaction(options) { tx in try await tx.execute("select create_audit_months(7)") }
        let aligned: Bool = try await app.transaction(TransactionOptions(settings: [("timezone", "UTC")])) { tx in
            try await tx.query(
                """
                select bool_and(
                  pg_get_expr(c.relpartbound, c.oid)
                    = format('FOR VALUES FROM (%L) TO (%L)', month::timestamptz, (month + interval '1 month')::timestamptz)
                )
                from pg_inherits i join pg_class c on c.oid = i.inhrelid
                cross join lateral (select to_date(right(c.relname, 6), 'YYYYMM')::timestamp as month) m
                where i.inhparent = 'reeve.audit_event'::regclass
                """
            )[0].decode(0)
        }
        #expect(aligned)
    }

    @Test func `are made while others write to the log`() async throws {
        let tenant = "11111111-1111-4111-8111-111111111111"
        try await app.transaction(TransactionOptions(settings: [("reeve.tenant_id", tenant)])) { tx in
            try await tx.execute(
                """
                insert into audit_event (
                  tenant_id, occurred_at, event_id, type, permission, resource_kind, outcome, request_id, record, digest
                ) values (
                  current_setting('reeve.tenant_id')::uuid, now(), gen_random_uuid(), 'READ', 'SECRET.READ', 'SECRET', 'success',
                  'name', 'record', sha256('record')
                )
                """
            )
            // Not committed yet: a lock that excludes writers would make this wait for itself.
            let options = TransactionOptions(statementTimeout: .seconds(10), retry: .never)
            let made: Int32 = try await app.transaction(options) { tx in
                try await tx.query("select create_audit_months(11)")[0].decode(0)
            }
            #expect(made > 0)
        }
    }
}
