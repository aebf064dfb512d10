public import Crypto
public import EventLoop

/// Hashes and verifies passwords away from the event loops, a bounded number at once.
public struct Passwords: Sendable {
    /// What a password must be like.
    public let policy: PasswordPolicy
    private let cost: Argon2Cost
    private let pool: WorkPool

    /// Makes a hasher that works in a pool.
    public init(policy: PasswordPolicy = PasswordPolicy(), cost: Argon2Cost = .standard, pool: WorkPool) {
        self.policy = policy
        self.cost = cost
        self.pool = pool
    }

    /// The hash of a new password, as a PHC string.
    ///
    /// - Parameters:
    ///   - password: The password.
    ///   - isProvisioned: Whether an identity provider sets it, whose rules decide what it is made of; its length is ours.
    /// - Returns: The hash.
    /// - Throws: ``SignInError/weakPassword(_:)`` if it is not good enough; ``SignInError/busy``.
    public func hash(_ password: String, isProvisioned: Bool = false) async throws -> String {
        let faults = isProvisioned ? policy.faultsOfLength(in: password) : policy.faults(in: password)
        guard faults.isEmpty else { throw SignInError.weakPassword(faults) }
        let cost = cost
        return try await run { try Password.hash(password, cost: cost) }
    }

    /// Whether a password is the one of a hash; takes as long when there is no hash to compare with.
    ///
    /// - Throws: ``SignInError/busy``.
    public func verify(_ password: String, against hash: String?) async throws -> Bool {
        let cost = cost
        return try await run {
            let matches = try Password.verify(password, against: hash ?? Password.dummyHash(cost: cost))
            return hash != nil && matches
        }
    }

    private func run<Result: Sendable>(_ body: @Sendable @escaping () throws -> Result) async throws -> Result {
        do {
            return try await pool.run(body)
        } catch is WorkPoolError {
            throw SignInError.busy
        }
    }
}
