import Postgres

/// An operation that is open to all, and finds out for itself whom it serves: the set-up, a sign-in, a status.
public protocol OpenOperation: Operation {
    /// What the operation answers.
    associatedtype Output

    /// Whether the operation looks at the session that is shown; to all others it does not matter.
    static var usesSession: Bool { get }

    /// Answers a call.
    func answer(for call: Call, through gate: Gate) async throws -> Output
}

extension OpenOperation {
    /// The instance: an open operation has no tenant.
    public static var scope: Scope { .instance }

    /// Not, unless the operation says otherwise.
    public static var usesSession: Bool { false }
}

extension Gate {
    /// Asks the database whether it answers.
    ///
    /// - Throws: `DatabaseError` if it does not.
    public func ping() async throws {
        try await database.ping()
    }
}
