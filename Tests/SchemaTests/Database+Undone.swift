import Postgres
import Testbed
import Testing

extension DatabaseTrait {
    /// The database of the running test, connected as the superuser, whom row security does not bind.
    static func asSuperuser() async throws -> Database {
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.user = "postgres"
        return Database(configuration: configuration, group: try await Testbed.shared.group)
    }
}

extension Database {
    private struct Undo: Error {}

    /// Runs a body in a transaction that is rolled back, and returns what the body found.
    func undone<Value: Sendable>(
        _ options: TransactionOptions = TransactionOptions(),
        _ body: (borrowing Transaction) async throws -> Value
    ) async throws -> Value {
        var found: Value?
        do {
            try await transaction(options) { tx in
                found = try await body(tx)
                throw Undo()
            }
        } catch is Undo {}
        return try #require(found)
    }
}
