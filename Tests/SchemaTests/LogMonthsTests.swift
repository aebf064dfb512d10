import Postgres
import Testbed
import Testing

@Suite("The months of the log of executions", .database)
struct LogMonthsTests {
    let app: Database

    init() throws { app = try #require(DatabaseTrait.current) }

    private func months() async throws -> [String] {
        try await app.transaction { tx in
            try await tx.query(
                """
                select array(
                  select right(c.relname, 6) from pg_inherits i join pg_class c on c.oid = i.inhrelid
                  where i.inhparent = 'reeve.execution_log'::regclass order by 1
                )
                """
            )[0].decode(0)
        }
    }

    /// The months from one so many before this one on.
    private func months(from first: Int32, to last: Int32) async throws -> [String] {
        try await app.transaction { tx in
            try await tx.query(
                """
                select array(
                  select to_char(date_trunc('month', now() at time zone 'UTC') + n * interval '1 month', 'YYYYMM')
                  from generate_series(\(first), \(last)) as n order by n
                )
                """
            )[0].decode(0)
        }
    }

    private func drop(keeping months: Int32, as role: StaticString? = "reeve_instance") async throws -> Int32 {
        let options = TransactionOptions(settings: [("reeve.scope", "instance")], role: role, retry: .never)
        return try await app.transaction(options) { tx in
            try await tx.query("select drop_log_months(\(months))")[0].decode(0)
        }
    }

    @Test func `are there from the last one to the third to come, and made once for more`() async throws {
        #expect(try await months() == months(from: -1, to: 3))
        let made: [Int32] = try await app.transaction { tx in
            [
                try await tx.query("select create_log_months(6)")[0].decode(0),
                try await tx.query("select create_log_months(6)")[0].decode(0),
            ]
        }
        #expect(made == [3, 0])
        #expect(try await months() == months(from: -1, to: 6))
    }

    @Test func `go when they are older than so many, and never this one or the last`() async throws {
        let superuser = try await DatabaseTrait.asSuperuser()
        try await superuser.transaction { tx in
            try await tx.execute(
                "select create_log_month(now() - n * interval '1 month') from generate_series(2, 5) as n"
            )
        }
        await superuser.close()
        #expect(try await drop(keeping: 3) == 2)
        #expect(try await months() == months(from: -3, to: 3))
        #expect(try await drop(keeping: -5) == 2)
        #expect(try await months() == months(from: -1, to: 3))
        #expect(try await drop(keeping: .max) == 0)
    }

    @Test func `are not a tenant's to remove`() async throws {
        let error = await #expect(throws: DatabaseError.self) { _ = try await drop(keeping: 1, as: nil) }
        #expect(error?.sqlState == "42501")
    }
}
