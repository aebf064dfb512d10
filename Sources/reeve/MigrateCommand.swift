import Daemon
import EventLoop
import JSON
import Postgres
import Schema
import Terminal

extension Command {
    /// `reeve migrate`: brings a database of one's own to this release.
    static let migrate = Command(
        "migrate",
        "Bring the Postgres of REEVE_DATABASE_URL to this release: roles, tables, row policies",
        discussion: """
            The role of the URL must be able to become `reeve_owner`; with --create-roles it must also be able to create \
            roles. The embedded database of `reeve server` is migrated at its start.
            """,
        options: [
            .flag("create-roles", "Create the roles that are missing first"),
            .flag("status", "List what is applied and what is not, and change nothing"),
        ]
    ) { invocation in
        guard let url = ProcessHandle.environment("REEVE_DATABASE_URL") else {
            throw CommandFailure(.configuration, "REEVE_DATABASE_URL is needed, as `postgresql://owner@host/reeve`")
        }
        let group = try EventLoopGroup(count: 1)
        do {
            var connection = try DatabaseConfiguration(url: url)
            connection.maximumConnections = 2
            let database = Database(configuration: connection, group: group)
            if invocation.flag("create-roles"), !invocation.flag("status") {
                try await database.runScript(Schema.roles)
            }
            let table = try await MigrationTable(Schema.runner(for: database), isDry: invocation.flag("status")).table
            invocation.console.write(table, as: invocation.format)
            await database.close()
        } catch let error as DatabaseError {
            throw CommandFailure(.unavailable, error.description)
        }
        return .success
    }
}

/// What was applied, or stands to be.
private struct MigrationTable {
    let table: Table

    init(_ runner: MigrationRunner, isDry: Bool) async throws {
        if !isDry {
            _ = try await runner.run()
        }
        self.table = Table(
            [
                Table.Column("MIGRATION", "migration"), Table.Column("APPLIED", "appliedAt"),
                Table.Column("TOOK MS", "milliseconds"),
            ],
            rows: try await runner.status().map {
                [.string($0.label), JSON($0.appliedAt), $0.milliseconds.map { JSON($0) } ?? .null]
            }
        )
    }
}
