public import Postgres
public import Tenancy

extension ExecutionStore {
    /// Removes executions, with their task runs, outputs, timers and messages.
    ///
    /// Only the executor of their shard may do so, or anybody once they have ended. Who has a slot must have given it back, or
    /// nobody would be told that it is free.
    ///
    /// - Parameters:
    ///   - ids: The executions; those that are not there are passed over.
    ///   - withLogs: Whether their log lines go as well.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: How many executions went.
    /// - Throws: `DatabaseError`.
    public func delete(
        _ ids: [ExecutionID],
        withLogs: Bool,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Int {
        guard !ids.isEmpty else { return 0 }
        let whose: SQL = "tenant_id = \(tenant) and execution_id = any(\(ids))"
        var statements: [SQL] = [
            "delete from execution where \(whose)",
            "delete from execution_message where \(whose)",
            "delete from execution_slot where \(whose)",
        ]
        if withLogs { statements.append("delete from execution_log where \(whose)") }
        return try await tx.batch(statements)[0].affected
    }
}
