/// A transaction that runs: lent to a closure, and over when the closure returns.
///
/// After a statement has failed every further one fails with the same error, and the transaction is rolled back.
public struct Transaction: ~Copyable {
    let session: TransactionSession

    /// Runs a statement and waits for its rows.
    ///
    /// - Parameter sql: One statement.
    /// - Returns: The rows, none when the statement returns none.
    /// - Throws: `DatabaseError`. That there are no rows is not an error.
    @discardableResult
    public func query(_ sql: SQL) async throws(DatabaseError) -> Rows {
        let results = try await session.run([sql])
        guard let rows = results.first else { throw .connection("the server gave no result") }
        return rows
    }

    /// Runs a statement and waits until it is done.
    ///
    /// - Parameter sql: One statement.
    /// - Returns: How many rows it changed.
    /// - Throws: `DatabaseError`. That no row was changed is not an error.
    @discardableResult
    public func execute(_ sql: SQL) async throws(DatabaseError) -> Int { try await query(sql).affected }

    /// Sends a statement together with the next query or the commit, where its error then surfaces.
    ///
    /// - Parameter sql: One statement, whose rows nobody needs.
    /// - Throws: `DatabaseError.encoding` when a value cannot be sent, or what made the transaction fail before.
    public func enqueue(_ sql: SQL) throws(DatabaseError) { try session.enqueue(sql) }

    /// Runs statements in one round trip; those behind a failing one are not run.
    ///
    /// - Parameter sqls: The statements.
    /// - Returns: The rows of each.
    /// - Throws: The `DatabaseError` of the first that failed.
    public func batch(_ sqls: [SQL]) async throws(DatabaseError) -> [Rows] {
        guard !sqls.isEmpty else { return [] }
        return try await session.run(sqls)
    }
}
