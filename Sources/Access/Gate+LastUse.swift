import Postgres

extension Gate {
    /// Writes down the uses that were gathered: when a token or a session was last used, and how much longer that makes it last.
    ///
    /// - Throws: `DatabaseError`; the uses are lost then, and nothing else.
    public func recordUses() async throws {
        let subjects = uses.take()
        guard !subjects.isEmpty else { return }
        var options = TransactionOptions(settings: [("reeve.scope", "instance")], role: "reeve_instance")
        options.synchronousCommit = false
        try await database.transaction(options) { tx in
            for subject in subjects {
                switch subject {
                case .token(let id, let instant):
                    try tx.enqueue(
                        """
                        update api_token set used_at = \(instant), expires_at = case when extended then \(instant) + lifetime else expires_at end
                        where token_id = \(id) and (used_at is null or used_at < \(instant))
                        """
                    )
                case .session(let id, let instant):
                    try tx.enqueue(
                        """
                        update session set seen_at = \(instant), idle_until = least(expires_at, idle_until + (\(instant) - seen_at))
                        where session_id = \(id) and seen_at < \(instant)
                        """
                    )
                }
            }
            // Sends what is enqueued even where nothing else is asked.
            try await tx.execute("select 1")
        }
    }
}
