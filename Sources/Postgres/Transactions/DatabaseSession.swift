/// A connection of one's own, outside any transaction, that is closed afterwards.
///
/// For migrations, which take texts of many statements, locks and roles that last as long as the session.
struct DatabaseSession: Sendable {
    let connection: Connection

    /// Runs a text of any number of statements.
    func script(_ text: String) async throws(DatabaseError) {
        let result = await withCheckedContinuation { continuation in
            connection.loop.run { connection.script(text) { continuation.resume(returning: $0) } }
        }
        try result.get()
    }

    /// Runs one statement.
    func query(_ sql: SQL) async throws(DatabaseError) -> Rows {
        var statement = try Statement(checking: sql)
        statement.isPrepared = false
        let sent = statement
        let outcome = await withCheckedContinuation { (continuation: CheckedContinuation<Outcome, Never>) in
            connection.loop.run { connection.send([sent]) { continuation.resume(returning: $0) } }
        }
        switch outcome.failure {
        case .server(let error, _): throw .server(error)
        case .lost(let reason, _), .ended(let reason, _): throw .connection(reason)
        case nil: break
        }
        guard let rows = outcome.results.first else { throw .connection("the server gave no result") }
        return rows
    }
}

extension Database {
    /// Lends a connection of its own, which is closed afterwards.
    func withSession<Value: Sendable>(
        _ body: (DatabaseSession) async throws(DatabaseError) -> Value
    ) async throws(DatabaseError) -> Value {
        let pool = pool
        let connection = try await pool.borrow(until: .now + configuration.waitTimeout)
        defer {
            pool.loop.run {
                connection.close(because: "the session is over")
                pool.release(connection)
            }
        }
        return try await body(DatabaseSession(connection: connection))
    }
}
