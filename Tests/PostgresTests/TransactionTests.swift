import Daemon
import Postgres
import Testbed
import Testing

@Suite("A transaction", .emptyDatabase)
struct TransactionTests {
    let database: Database

    init() async throws {
        database = try #require(DatabaseTrait.current)
        try await database.transaction { tx in
            try await tx.execute("create table item (id bigint primary key, name text not null)")
        }
    }

    private func count() async throws -> Int {
        try await database.transaction { tx in try await tx.query("select count(*) from item")[0].decode(0) }
    }

    @Test func `commits what its body did`() async throws {
        let changed = try await database.transaction { tx in
            try await tx.execute("insert into item values (\(1), \("one")), (\(2), \("two"))")
        }
        #expect(changed == 2)
        #expect(try await count() == 2)
    }

    @Test func `rolls back when its body throws`() async throws {
        struct Refused: Error {}
        await #expect(throws: Refused.self) {
            try await database.transaction { tx in
                try await tx.execute("insert into item values (1, 'one')")
                throw Refused()
            }
        }
        #expect(try await count() == 0)
    }

    @Test func `opens nothing when its body sends nothing`() async throws {
        let before = await database.connectionCounts()
        let result = try await database.transaction { _ in 7 }
        #expect(result == 7)
        let after = await database.connectionCounts()
        #expect(before == after)
    }

    @Test func `sends what is enqueued with the commit`() async throws {
        try await database.transaction { tx in
            for id in 1...20 { try tx.enqueue("insert into item values (\(id), \("name \(id)"))") }
        }
        #expect(try await count() == 20)
    }

    @Test func `reports the error of an enqueued statement at the commit, and keeps nothing`() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { tx in
                try tx.enqueue("insert into item values (1, 'one')")
                try tx.enqueue("insert into item values (1, 'again')")
            }
        }
        #expect(error?.sqlState == "23505")
        #expect(error?.constraint == "item_pkey")
        #expect(try await count() == 0)
    }

    @Test func `runs a batch in one round trip`() async throws {
        let rows = try await database.transaction { tx in
            try await tx.batch([
                "insert into item values (1, 'one') returning id", "select name from item where id = \(1)",
                "select count(*) from item",
            ])
        }
        #expect(rows.map(\.count) == [1, 1, 1])
        #expect(try rows[1][0].decode("name", as: String.self) == "one")
        #expect(try rows[2][0].decode(0, as: Int.self) == 1)
    }

    @Test func `fails as a whole even if its body ignores an error`() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { tx in
                try await tx.execute("insert into item values (1, 'one')")
                _ = try? await tx.query("select 1 / 0")
            }
        }
        #expect(error?.sqlState == "22012")
        #expect(try await count() == 0)
    }

    @Test func `leaves the connection usable after an error`() async throws {
        for _ in 0..<20 {
            await #expect(throws: DatabaseError.self) {
                try await database.transaction { tx in try await tx.query("select no_such_column from item") }
            }
        }
        #expect(try await count() == 0)
        let counts = await database.connectionCounts()
        #expect(counts.lent == 0)
        #expect(counts.idle <= 2)
    }

    @Test func `makes settings and a role for itself only`() async throws {
        try await database.transaction { tx in
            try await tx.execute("create role test_role_x nologin")
        }
        let options = TransactionOptions(
            settings: [("reeve.tenant_id", "t'1")],
            role: "test_role_x",
            synchronousCommit: false,
            statementTimeout: .seconds(3)
        )
        let (tenant, role, timeout, commit) = try await database.transaction(options) { tx in
            try await tx.query(
                """
                select current_setting('reeve.tenant_id'), current_user::text, current_setting('statement_timeout'),
                  current_setting('synchronous_commit')
                """
            )[0].values(String.self, String.self, String.self, String.self)
        }
        #expect((tenant, role, timeout, commit) == ("t'1", "test_role_x", "3s", "off"))
        for _ in 0..<4 {
            let (rest, user) = try await database.transaction { tx in
                try await tx.query("select current_setting('reeve.tenant_id', true), current_user::text")[0]
                    .values(String?.self, String.self)
            }
            #expect(rest ?? "" == "")
            #expect(user == "postgres")
        }
        try await database.transaction { tx in try await tx.execute("drop role test_role_x") }
    }

    @Test func `refuses changes when it only reads`() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction(TransactionOptions(readOnly: true)) { tx in
                try await tx.execute("insert into item values (1, 'one')")
            }
        }
        #expect(error?.sqlState == "25006")
    }

    @Test func `runs again after a serialization failure`() async throws {
        try await database.transaction { tx in try await tx.execute("insert into item values (1, '0')") }
        let options = TransactionOptions(isolation: .repeatableRead)
        let increments = 8
        try await withThrowingTaskGroup(of: Void.self) { [database, options] group in
            for _ in 0..<increments {
                group.addTask {
                    try await database.transaction(options) { tx in
                        let name: String = try await tx.query("select name from item where id = 1")[0].decode(0)
                        let next = String((Int(name) ?? 0) + 1)
                        try await tx.execute("update item set name = \(next) where id = 1")
                    }
                }
            }
            try await group.waitForAll()
        }
        let name: String = try await database.transaction { tx in
            try await tx.query("select name from item")[0].decode(0)
        }
        #expect(name == "8")
    }

    @Test func `reads large results`() async throws {
        let rows = try await database.transaction { tx in
            try await tx.query("select n, repeat('x', 1000) as filler from generate_series(1, 20000) as n")
        }
        #expect(rows.count == 20000)
        #expect(try rows[19999].decode("n", as: Int.self) == 20000)
        #expect(try rows[0].decode("filler", as: String.self).utf8.count == 1000)
    }

    @Test func `sends large values`() async throws {
        let bytes = [UInt8](repeating: 0xab, count: 5_000_000)
        let length: Int = try await database.transaction { tx in
            try await tx.query("select octet_length(\(bytes))")[0].decode(0)
        }
        #expect(length == 5_000_000)
    }

    @Test func `refuses a text with a NUL before it is sent`() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { tx in
                try await tx.query("select \(1), \("a\u{0}b")")
            }
        }
        #expect(error == .encoding(parameter: 2, reason: "holds the character U+0000, which text cannot"))
    }

    @Test func `prepares anew when the shape of a result has changed`() async throws {
        let query: SQL = "select * from item"
        _ = try await database.transaction { tx in try await tx.query(query) }
        for column in ["a", "b", "c"] {
            try await database.runScript("alter table item add column \(column) text")
            // Whichever connections have it prepared, none may fail.
            for _ in 0..<4 {
                let columns = try await database.transaction { tx in try await tx.query(query).columns }
                #expect(columns.last == column)
            }
        }
    }

    @Test func `gives up prepared statements beyond the limit`() async throws {
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.statementCacheSize = 4
        configuration.maximumConnections = 1
        let small = Database(configuration: configuration, group: try await Testbed.shared.group)
        for round in 0..<3 {
            for number in 1...10 {
                let columns = SQL.join((0..<number).map { "\($0 + round)::bigint" }, separator: ", ")
                let rows = try await small.transaction { tx in try await tx.query("select \(columns)") }
                #expect(try rows[0].decode(number - 1, as: Int.self) == number - 1 + round)
            }
        }
        let prepared: Int = try await small.transaction { tx in
            try await tx.query("select count(*) from pg_prepared_statements")[0].decode(0)
        }
        #expect(prepared <= 4)
        await small.close()
    }

    @Test func `keeps the errors of others out of a shared connection`() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { [database] group in
            for number in 0..<60 {
                group.addTask {
                    do {
                        let value: Int = try await database.transaction { tx in
                            try await tx.query(
                                number.isMultiple(of: 3) ? "select 1 / \(0)" : "select \(number)"
                            )[0].decode(0)
                        }
                        return value == number
                    } catch let error as DatabaseError {
                        return number.isMultiple(of: 3) && error.sqlState == "22012"
                    }
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}

@Suite("A database as a service", .emptyDatabase)
struct DatabaseServiceTests {
    @Test func `ends in order when it is cancelled, and counts what happened`() async throws {
        let metrics = Metrics()
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.minimumConnections = 2
        let group = try await Testbed.shared.group
        let database = Database(configuration: configuration, group: group, logger: .silent, metrics: metrics)
        let service = Task { try await database.run() }
        while await database.connectionCounts().idle < 2 { await Task.yield() }
        try await database.ping()
        service.cancel()
        try await service.value
        await #expect(throws: DatabaseError.closed) { try await database.ping() }
        let counts = await database.connectionCounts()
        #expect(counts == (0, 0, 0, 0))
        #expect(metrics.text().contains("reeve_database_events_total{event=\"connected\"} 2"))
    }
}
