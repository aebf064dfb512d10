import Audit
public import Crypto
public import Daemon
import Postgres
public import Tenancy

/// A session that was begun: the value of its cookie is known here and to the browser alone.
public struct NewSession: Sendable {
    /// The value of the cookie.
    public var cookie: SessionToken
    /// When the session ends at the latest.
    public var expiresAt: Instant
    /// Who is signed in.
    public var account: Account.ID
}

extension Gate {
    /// Begins a session for a user name and a password.
    ///
    /// Both outcomes are recorded; a failure counts towards the lockouts of the name and of the address.
    ///
    /// - Throws: ``SignInError``.
    public func signIn(
        _ username: String,
        password: String,
        passwords: Passwords,
        lockout: LockoutRules,
        policy: SessionPolicy,
        for call: Call
    ) async throws -> NewSession {
        let subjects = LockoutSubjects(username: username, address: call.source.address)
        let options = options(for: .instance, in: nil, for: call, readOnly: false)
        let candidate = try await database.transaction(options) { tx in
            try await SignInCandidate.find(username, subjects: subjects, in: tx)
        }
        if let until = candidate.lockedUntil(at: call.arrivedAt) {
            throw SignInError.lockedOut(until: until)
        }
        let isRight = try await passwords.verify(password, against: candidate.passwordHash)
        guard isRight, let account = candidate.account, candidate.isUsable else {
            try await recordFailure(of: candidate, username: username, subjects: subjects, lockout: lockout, for: call)
            throw SignInError.badCredentials
        }
        return try await database.transaction(options) { tx in
            let session = try await begin(account, policy: policy, for: call, tx)
            try LockoutSubjects.clear(subjects.name, in: tx)
            var event = signInEvent(.login, of: account, named: candidate.username ?? username, for: call)
            event.actor.session = session.id.description
            try ledger.record([RecordedChange(resource: .user, id: account.description)], as: event, in: tx)
            return session.new
        }
    }

    /// Ends the session of a call; a call without one ends nothing.
    public func signOut(_ call: Call) async throws {
        guard case .session(let cookie) = call.credential else { return }
        let options = options(for: .instance, in: nil, for: call, readOnly: false)
        try await database.transaction(options) { tx in
            guard let holder = try await SessionHolder.find(cookie, in: tx) else { return }
            try await tx.execute("delete from session where session_id = \(holder.id)")
            let event = signInEvent(.logout, of: holder.account.id, named: holder.account.name, for: call)
            try ledger.record([RecordedChange(resource: .user, id: holder.account.id.description)], as: event, in: tx)
        }
    }

    private func begin(
        _ account: Account.ID,
        policy: SessionPolicy,
        for call: Call,
        _ tx: borrowing Transaction
    ) async throws -> (id: UUID, new: NewSession) {
        let id = UUID.v7()
        let cookie = SessionToken.generate()
        let expiresAt = call.arrivedAt + policy.longest
        try tx.enqueue(
            """
            insert into session (session_id, digest, account_id, source_address, user_agent, seen_at, idle_until, expires_at)
            values (
              \(id), \(cookie.digest()), \(account), \(call.source.address), \(call.source.userAgent),
              \(call.arrivedAt), \(min(call.arrivedAt + policy.idle, expiresAt)), \(expiresAt)
            )
            """
        )
        return (id, NewSession(cookie: cookie, expiresAt: expiresAt, account: account))
    }

    private func recordFailure(
        of candidate: SignInCandidate,
        username: String,
        subjects: LockoutSubjects,
        lockout: LockoutRules,
        for call: Call
    ) async throws {
        let options = options(for: .instance, in: nil, for: call, readOnly: false)
        try await database.transaction(options) { tx in
            let locked = try await subjects.fail(rules: lockout, at: call.arrivedAt, in: tx)
            var event = signInEvent(
                locked ? .accountLocked : .loginFailure,
                of: candidate.account,
                named: username,
                for: call
            )
            event.outcome = .denied
            try ledger.record([RecordedChange(resource: .user, id: candidate.account?.description)], as: event, in: tx)
        }
    }

    private func signInEvent(_ type: AuditRecord.EventType, of account: Account.ID?, named name: String, for call: Call)
        -> AuditRecord
    {
        var event = AuditRecord(
            tenant: .instance,
            occurredAt: call.arrivedAt,
            permission: "session.\(type.rawValue.lowercased())",
            actor: AuditRecord.Actor(kind: .user, id: account?.description, name: name, method: .password),
            source: call.source.recorded,
            decision: .allowed(.everyone),
            requestID: call.requestID,
            traceID: call.traceID
        )
        event.type = type
        return event
    }
}
