import Postgres
import Schema
import Testbed
import Testing

@Suite("Migrations", .emptyDatabase)
struct MigrationTests {
    let database: Database
    let first: Migration
    let second: Migration

    init() throws {
        database = try #require(DatabaseTrait.current)
        first = try Migration(
            file: "Migrations/0001_create_item.sql",
            sql: "create table item (id int); insert into item values (1);"
        )
        second = try Migration(
            file: "0002_index_item.sql",
            sql: "-- no-transaction\ncreate index concurrently on item (id); -- ; done\n"
        )
    }

    private func run(_ migrations: [Migration], _ policies: [RowPolicy] = []) async throws -> MigrationRunner.Report {
        try await MigrationRunner(database: database, migrations: migrations, rowPolicies: policies).run()
    }

    private func refusal(_ migrations: [Migration]) async -> String? {
        let error = await #expect(throws: DatabaseError.self) { try await run(migrations) }
        return error?.description
    }

    @Test func `are applied once and in order`() async throws {
        #expect(try await run([second, first]).applied == ["0001_create_item", "0002_index_item"])
        #expect(try await run([first, second]).applied == [])
        let status = try await MigrationRunner(database: database, migrations: [first, second]).status()
        #expect(status.map(\.label) == ["0001_create_item", "0002_index_item"])
        #expect(status.allSatisfy { $0.appliedAt != nil })
    }

    @Test func `are reported as not applied before they are`() async throws {
        let status = try await MigrationRunner(database: database, migrations: [first]).status()
        #expect(status.map(\.label) == ["0001_create_item"])
        #expect(status[0].appliedAt == nil)
    }

    @Test func `are refused when changed, missing, newer, late or doubled`() async throws {
        _ = try await run([first, second])
        let changed = Migration(version: 1, name: "create_item", sql: first.sql + " ")
        #expect(
            await refusal([changed, second])
                == "`0001_create_item` was changed after it had been applied as `0001_create_item`"
        )
        #expect(await refusal([second]) == "`0001_create_item` was applied to the database and is missing here")
        #expect(
            await refusal([first])
                == "the database was migrated by a newer release up to `0002_index_item`; this one knows up to 1"
        )
        #expect(
            await refusal([first, first, second]) == "`0001_create_item` and `0001_create_item` have the same version"
        )
        let fourth = Migration(version: 4, name: "d", sql: "select 1")
        _ = try await run([first, second, fourth])
        let third = Migration(version: 3, name: "c", sql: "select 1")
        #expect(
            await refusal([first, second, third, fourth])
                == "`0003_c` was added before version 4, which is already applied"
        )
    }

    @Test func `leave no trace when they fail`() async throws {
        let broken = Migration(version: 2, name: "broken", sql: "create table other (id int); select 1 / 0;")
        #expect(await refusal([first, broken]) == "`0002_broken` failed: division by zero (22012)")
        let names = try await database.transaction { tx in
            try await tx.query("select relname::text from pg_class where relname in ('item', 'other')")
        }
        #expect(names.count == 1)
        #expect(try await run([first]).applied == [])
    }

    @Test func `are applied by one of many runners`() async throws {
        let reports = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 { group.addTask { try await run([first, second]).applied } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(reports == ["0001_create_item", "0002_index_item"])
    }

    @Test func `apply row policies again only when something has changed`() async throws {
        let policies = [RowPolicy(name: "item.sql", sql: "alter table item enable row level security;")]
        #expect(try await run([first], policies).appliesPolicies)
        #expect(try await run([first], policies).appliesPolicies == false)
        let other = [RowPolicy(name: "item.sql", sql: "alter table item force row level security;")]
        #expect(try await run([first], other).appliesPolicies)
    }

    @Test(arguments: ["1_a.sql", "0001.sql", "0001_a.txt", "abcd_a.sql", "0000_a.sql", "٠٠٠١_a.sql"])
    func `are refused under another name`(_ file: String) {
        #expect(throws: DatabaseError.self) { try Migration(file: file, sql: "") }
    }
}

@Suite("The schema of this release", .database)
struct SchemaTests {
    @Test func `is applied, and its role is safe`() async throws {
        let database = try #require(DatabaseTrait.current)
        try await database.refuseUnsafeRole()
        let user: String = try await database.transaction { tx in
            try await tx.query("select current_user::text")[0].decode(0)
        }
        #expect(user == "reeve_app")
    }

    @Test func `is refused to stronger roles`() async throws {
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.user = "postgres"
        let database = Database(configuration: configuration, group: try await Testbed.shared.group)
        let error = await #expect(throws: DatabaseError.self) { try await database.refuseUnsafeRole() }
        #expect(error?.description.hasPrefix("the role `postgres` is a superuser") == true)
        await database.close()
    }
}
