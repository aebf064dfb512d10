import Postgres

extension Gate {
    /// Makes the partitions of the audit log for this month and those to come, as far as they are missing.
    ///
    /// - Parameter months: How many months ahead.
    /// - Returns: How many were made.
    /// - Throws: `DatabaseError`; what is there stays.
    public func createAuditMonths(ahead months: Int32 = 3) async throws -> Int {
        let rows = try await database.transaction { tx in
            try await tx.query("select create_audit_months(\(months))")
        }
        return Int(try rows.first?.decode(0, as: Int32.self) ?? 0)
    }
}
