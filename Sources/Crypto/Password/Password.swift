/// Passwords are stored as argon2id hashes (RFC 9106) in the usual text form.
///
/// A hash takes tens of milliseconds and tens of megabytes: call these functions in a pool that bounds how many run at
/// once, never on an event loop.
///
/// ```swift
/// let stored = try Password.hash(password)
/// let isRight = try Password.verify(password, against: account?.passwordHash ?? Password.dummyHash())
/// ```
public enum Password {
    /// The most bytes of UTF-8 that a password may have.
    public static let maximumLength = 1024

    private static let saltLength = 16
    private static let tagLength = 32

    /// Hashes a new password with a salt of its own.
    ///
    /// - Parameters:
    ///   - password: The password, whose UTF-8 is hashed as it is.
    ///   - cost: How much work the hash is.
    ///   - pepper: A secret that is not stored beside the hash, or nothing.
    /// - Returns: Text that begins with `$argon2id$`.
    /// - Throws: ``CryptoError/empty``, ``CryptoError/tooLong(limit:)``, ``CryptoError/costRefused`` for a cost that
    ///   cannot be, ``CryptoError/library(operation:code:)`` where memory is exhausted.
    public static func hash(
        _ password: String,
        cost: Argon2Cost = .standard,
        pepper: [UInt8] = []
    ) throws(CryptoError) -> String {
        guard !password.isEmpty else { throw .empty }
        guard password.utf8.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
        var hash = PasswordHash(cost: cost, salt: Random.bytes(saltLength), tag: [])
        hash.tag = try hash.tag(of: password, length: tagLength, pepper: pepper)
        return hash.description
    }

    /// Whether a password is the one that was hashed.
    ///
    /// A password that could not have been hashed, because it is empty or too long, is simply wrong.
    ///
    /// - Parameters:
    ///   - password: What was presented.
    ///   - stored: What ``hash(_:cost:pepper:)`` gave.
    ///   - ceiling: The most work that is done for a stored hash.
    ///   - pepper: The same secret as at the time of hashing.
    /// - Returns: Whether it is the same password.
    /// - Throws: ``CryptoError/malformed(expected:)`` and ``CryptoError/costRefused`` where the stored hash cannot be
    ///   used, ``CryptoError/library(operation:code:)`` where memory is exhausted. A wrong password is no error.
    public static func verify(
        _ password: String,
        against stored: String,
        ceiling: Argon2Cost = .ceiling,
        pepper: [UInt8] = []
    ) throws(CryptoError) -> Bool {
        let hash = try parse(stored)
        guard hash.cost.isWithin(ceiling) else { throw .costRefused }
        guard !password.isEmpty, password.utf8.count <= maximumLength else { return false }
        let tag = try hash.tag(of: password, length: hash.tag.count, pepper: pepper)
        return constantTimeEquals(tag, hash.tag)
    }

    /// Whether a password that has just been verified should be hashed anew.
    ///
    /// - Parameters:
    ///   - stored: The stored hash.
    ///   - cost: The cost that is wanted today.
    /// - Returns: `true` where the cost differs or the text cannot be read.
    public static func needsRehash(_ stored: String, cost: Argon2Cost = .standard) -> Bool {
        guard let hash = PasswordHash(stored) else { return true }
        return hash.cost != cost || hash.salt.count < saltLength || hash.tag.count < tagLength
    }

    /// Makes a hash that no password has, to do the same work for an account that does not exist.
    ///
    /// - Parameter cost: The cost that stored hashes have.
    /// - Returns: A hash of random bits; making it takes no time.
    public static func dummyHash(cost: Argon2Cost = .standard) -> String {
        PasswordHash(cost: cost, salt: Random.bytes(saltLength), tag: Random.bytes(tagLength)).description
    }

    private static func parse(_ stored: String) throws(CryptoError) -> PasswordHash {
        guard let hash = PasswordHash(stored) else { throw .malformed(expected: "an argon2id hash") }
        return hash
    }
}
