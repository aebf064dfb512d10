package import Crypto
package import Daemon
package import Postgres
import Tenancy

// These statements run in transactions of the instance.
extension Account {
    /// The hash of an account's password; `nil` if it has none.
    package static func passwordHash(of id: ID, _ tx: borrowing Transaction) async throws(DatabaseError) -> String? {
        try await tx.query("select password_hash from account where account_id = \(id)").first?.decode(0)
    }

    /// Gives an account a password chosen by the instance, or takes it away; its sessions end.
    ///
    /// - Parameters:
    ///   - hash: The new password's hash; `nil` for none.
    ///   - user: Whose it is.
    ///   - tx: The transaction.
    /// - Throws: `DatabaseError`.
    package static func setPassword(_ hash: String?, of user: User, _ tx: borrowing Transaction) async throws {
        try LockoutSubjects.clear(LockoutSubjects(username: user.username, address: "").name, in: tx)
        _ = try await tx.batch([
            """
            update account
            set password_hash = \(hash), password_tenant_id = null, updated_at = now(), revision = revision + 1
            where account_id = \(user.id)
            """,
            "delete from session where account_id = \(user.id) or impersonator_id = \(user.id)",
        ])
    }

    /// Changes a password for its holder, whose other sessions end; where a password signs in to one tenant alone, the new one does too.
    ///
    /// - Parameters:
    ///   - hash: The new password's hash.
    ///   - old: The hash that the old password was compared with.
    ///   - id: Whose it is.
    ///   - proof: How the holder proved who they are: a session that is kept.
    ///   - tx: The transaction.
    /// - Throws: ``AccessError/inUse(_:)`` if the password was changed since it was compared.
    package static func changePassword(
        _ hash: String,
        replacing old: String,
        of id: ID,
        keeping proof: Principal.Proof,
        _ tx: borrowing Transaction
    ) async throws {
        let count = try await tx.execute(
            """
            update account set password_hash = \(hash), updated_at = now(), revision = revision + 1
            where account_id = \(id) and password_hash = \(old)
            """
        )
        guard count == 1 else { throw AccessError.inUse("the password was changed meanwhile") }
        let kept: UUID? = if case .session(let session) = proof { session } else { nil }
        _ = try await tx.execute(
            "delete from session where (account_id = \(id) or impersonator_id = \(id)) and session_id is distinct from \(kept)"
        )
    }

    /// Ends all sessions of an account, and those in which it acts in another's name; answers how many.
    package static func endSessions(of id: ID, _ tx: borrowing Transaction) async throws(DatabaseError) -> Int {
        try await tx.execute("delete from session where account_id = \(id) or impersonator_id = \(id)")
    }

    /// Begins a session in which somebody acts in a user's name.
    ///
    /// - Parameters:
    ///   - user: In whose name.
    ///   - impersonator: Who acts.
    ///   - source: Where the request came from.
    ///   - policy: How long the session lasts.
    ///   - now: The time.
    ///   - tx: The transaction.
    /// - Returns: The session, with the value of its cookie.
    /// - Throws: `DatabaseError`.
    package static func impersonate(
        _ user: ID,
        by impersonator: ID,
        from source: Call.Source,
        policy: SessionPolicy,
        at now: Instant,
        _ tx: borrowing Transaction
    ) async throws -> (id: UUID, session: NewSession) {
        let id = UUID.v7()
        let cookie = SessionToken.generate()
        let expiresAt = now + policy.longest
        _ = try await tx.execute(
            """
            insert into session (
              session_id, digest, account_id, impersonator_id, source_address, user_agent, seen_at, idle_until, expires_at
            )
            values (
              \(id), \(cookie.digest()), \(user), \(impersonator), \(source.address), \(source.userAgent), \(now),
              \(min(now + policy.idle, expiresAt)), \(expiresAt)
            )
            """
        )
        return (id, NewSession(cookie: cookie, expiresAt: expiresAt, account: user))
    }
}
