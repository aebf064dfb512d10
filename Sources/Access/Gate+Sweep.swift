import Postgres

extension Gate {
    /// Removes what has had its time: sessions that have ended, failed sign-ins that no longer count, tokens long expired.
    ///
    /// - Returns: How many rows went.
    /// - Throws: `DatabaseError`; the next sweep removes what this one did not.
    public func sweep() async throws -> Int {
        let options = TransactionOptions(settings: [("reeve.scope", "instance")], role: "reeve_instance")
        return try await database.transaction(options) { tx in
            let results = try await tx.batch([
                "delete from session where expires_at < now() or idle_until < now() - interval '1 day'",
                "delete from login_attempt where since < now() - interval '1 day' and (locked_until is null or locked_until < now())",
                "delete from api_token where expires_at < now() - interval '90 days'",
            ])
            return results.reduce(0) { $0 + $1.affected }
        }
    }
}
