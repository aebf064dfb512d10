import Postgres

extension Gate {
    /// Makes the partitions of the logs for this month and those to come, as far as they are missing: audit records and executions.
    ///
    /// - Parameter months: How many months ahead.
    /// - Returns: How many of the audit log were made.
    /// - Throws: `DatabaseError`; what is there stays.
    public func createAuditMonths(ahead months: Int32 = 3) async throws -> Int {
        let rows = try await database.transaction { tx in
            try tx.enqueue("select create_log_months(\(months))")
            return try await tx.query("select create_audit_months(\(months))")
        }
        return Int(try rows.first?.decode(0, as: Int32.self) ?? 0)
    }
}
