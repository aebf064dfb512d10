public import Postgres
public import Testing

/// Gives every test of a suite a database of its own.
public struct DatabaseTrait: SuiteTrait, TestTrait, TestScoping {
    /// The database of the running test, connected as the service's role.
    @TaskLocal public static var current: Database?
    /// How to connect to the database of the running test as another role.
    @TaskLocal public static var configuration: DatabaseConfiguration?

    let template: Testbed.Template
    let user: String

    /// Every test of the suite gets its own.
    public var isRecursive: Bool { true }

    /// Makes the database, runs the test, removes the database.
    ///
    /// - Parameters:
    ///   - test: The test.
    ///   - testCase: Its case; a suite has none and gets no database.
    ///   - function: Runs the test.
    /// - Throws: What the test throws, or `DatabaseError` when the database cannot be made.
    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let testbed = try await Testbed.shared
        let name = try await testbed.makeDatabase(template)
        var configuration = testbed.configuration(database: name, user: user)
        if template == .migrated { configuration.schema = "reeve" }
        let database = Database(configuration: configuration, group: testbed.group)
        do {
            try await Self.$current.withValue(database) {
                try await Self.$configuration.withValue(configuration) { try await function() }
            }
        } catch {
            await database.close()
            try await testbed.removeDatabase(name)
            throw error
        }
        await database.close()
        try await testbed.removeDatabase(name)
    }
}

extension Trait where Self == DatabaseTrait {
    /// A clone of the migrated template, used as the service's role.
    public static var database: DatabaseTrait { DatabaseTrait(template: .migrated, user: "reeve_app") }

    /// An empty database, used as the superuser.
    public static var emptyDatabase: DatabaseTrait { DatabaseTrait(template: .empty, user: "postgres") }
}
