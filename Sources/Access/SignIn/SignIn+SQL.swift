import Daemon
import Postgres

/// The thresholds of a user name and of an address prefix.
public struct LockoutRules: Sendable, Equatable {
    /// For a user name.
    public var name: Lockout
    /// For an address prefix, behind which many may sit.
    public var address: Lockout

    /// Makes the rules.
    public init(name: Lockout = Lockout(), address: Lockout = Lockout(threshold: 100)) {
        self.name = name
        self.address = address
    }
}

/// What failed sign-ins are counted for.
struct LockoutSubjects: Sendable {
    let name: String
    let address: String

    init(username: String, address: String) {
        self.name = "name:" + Account.key(of: username)
        self.address = "address:" + Self.prefix(of: address)
    }

    /// An IPv4 address, or the /64 network of an IPv6 address: what one client can choose from.
    static func prefix(of address: String) -> String {
        guard address.contains(":") else { return address }
        return address.split(separator: ":", omittingEmptySubsequences: false).prefix(4).joined(separator: ":")
    }

    static func clear(_ subject: String, in tx: borrowing Transaction) throws {
        try tx.enqueue("delete from login_attempt where subject = \(subject)")
    }

    /// Counts a failure; answers whether it locked the name out.
    func fail(rules: LockoutRules, at now: Instant, in tx: borrowing Transaction) async throws(DatabaseError) -> Bool {
        // Rows are locked in one order by all, so that two failures cannot wait for each other.
        let addressState = try await fail(address, rules.address, at: now, in: tx)
        let nameState = try await fail(name, rules.name, at: now, in: tx)
        return nameState.isLocked(at: now) || addressState.isLocked(at: now)
    }

    private func fail(
        _ subject: String,
        _ rules: Lockout,
        at now: Instant,
        in tx: borrowing Transaction
    ) async throws(DatabaseError) -> Lockout.State {
        let row = try await tx.query(
            """
            insert into login_attempt (subject, failures, since) values (\(subject), 0, \(now))
            on conflict (subject) do update set subject = excluded.subject
            returning failures, since, locked_until, lockouts
            """
        ).first
        let state = try row.map { row throws(DatabaseError) in try Lockout.State(row) }
        let next = rules.afterFailure(state, at: now)
        try await tx.execute(
            """
            update login_attempt
            set failures = \(Int32(next.failures)), since = \(next.since), locked_until = \(next.lockedUntil), lockouts = \(Int32(next.lockouts))
            where subject = \(subject)
            """
        )
        return next
    }
}

extension Lockout.State {
    init(_ row: Row) throws(DatabaseError) {
        self.init(
            failures: Int(try row.decode("failures", as: Int32.self)),
            since: try row.decode("since"),
            lockedUntil: try row.decode("locked_until"),
            lockouts: Int(try row.decode("lockouts", as: Int32.self))
        )
    }
}

/// What is known of a user name before the password is compared.
struct SignInCandidate: Sendable {
    var account: Account.ID?
    var username: String?
    var passwordHash: String?
    var isUsable = false
    var lockedUntil: [Instant] = []

    func lockedUntil(at now: Instant) -> Instant? {
        lockedUntil.filter { now < $0 }.max()
    }

    static func find(_ username: String, subjects: LockoutSubjects, in tx: borrowing Transaction)
        async throws(DatabaseError) -> SignInCandidate
    {
        let results = try await tx.batch([
            "select locked_until from login_attempt where subject in (\(subjects.name), \(subjects.address)) and locked_until is not null",
            """
            select account_id, username, password_hash, account_usable(account) as usable
            from account where kind = 'user' and username_key = \(Account.key(of: username))
            """,
        ])
        var candidate = SignInCandidate()
        for row in results[0] {
            candidate.lockedUntil.append(try row.decode("locked_until"))
        }
        guard let row = results[1].first else { return candidate }
        candidate.account = try row.decode("account_id")
        candidate.username = try row.decode("username")
        candidate.passwordHash = try row.decode("password_hash")
        candidate.isUsable = try row.decode("usable")
        return candidate
    }
}
