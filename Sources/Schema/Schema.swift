public import Postgres

/// The schema of this release, as it was compiled in from `Migrations/` and `Policies/`.
public enum Schema {
    /// The schema that all tables are in.
    public static let name: SQL.Identifier = "reeve"
    /// The role that owns all tables.
    public static let owner: SQL.Identifier = "reeve_owner"

    /// The migrations, in order.
    public static let migrations: [Migration] = files(in: "Migrations/").map { file in
        do throws(DatabaseError) {
            return try Migration(file: file.path, sql: file.text)
        } catch {
            preconditionFailure(error.description)
        }
    }

    /// The row policies, and after them the functions that lead past them.
    public static let rowPolicies: [RowPolicy] = ["Policies/rows/", "Policies/doors/"].flatMap { folder in
        files(in: folder).map { RowPolicy(name: $0.path, sql: $0.text) }
    }

    /// The script that makes the roles; safe to run again.
    public static let roles: String = text(of: "Policies/roles.sql")

    /// The classes of the fields, in YAML.
    public static let fieldClasses: String = text(of: "Policies/data/classes.yaml")

    /// The runner for a database whose role may become the owner.
    public static func runner(for database: Database) -> MigrationRunner {
        MigrationRunner(
            database: database,
            migrations: migrations,
            rowPolicies: rowPolicies,
            owner: owner,
            schema: name
        )
    }

    /// The text of an embedded file; empty when there is none.
    public static func text(of path: String) -> String { embeddedFiles.first { $0.path == path }?.text ?? "" }

    private static func files(in folder: String) -> [(path: String, text: String)] {
        embeddedFiles.filter { $0.path.hasPrefix(folder) }
    }
}
