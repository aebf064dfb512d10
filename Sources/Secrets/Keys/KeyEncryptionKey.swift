public import Crypto

/// The key that wraps the data keys of all tenants; it is never in the database.
///
/// Whoever loses it loses every secret, so it must be part of the backup, apart from the database's.
public final class KeyEncryptionKey: Sendable {
    /// The number of bytes.
    public static let length = 32
    /// The environment variable that may hold the key in Base 64.
    public static let variable = "REEVE_KEY_ENCRYPTION_KEY"

    /// A fingerprint, which tells nothing of the key.
    public let id: String
    private let bytes: SecretBytes

    /// Takes a key.
    ///
    /// - Parameter bytes: 32 bytes.
    /// - Throws: ``SecretsError/cryptography`` for another number of bytes.
    public init(_ bytes: consuming SecretBytes) throws(SecretsError) {
        guard bytes.count == Self.length else { throw .cryptography }
        self.id = Hex.encode(try Self.derive(from: bytes, for: ["reeve.fingerprint.1"], count: 16).copied())
        self.bytes = bytes
    }

    /// Makes a key from the random generator.
    ///
    /// - Returns: The key.
    /// - Throws: ``SecretsError/cryptography`` if the library fails.
    public static func random() throws(SecretsError) -> KeyEncryptionKey {
        try KeyEncryptionKey(.random(length))
    }

    /// Derives a key for a purpose; keys of different purposes tell nothing of each other, nor of this one.
    ///
    /// - Parameter purpose: What the key is for, as in `csrf`; another key results if it is ever changed.
    /// - Returns: 32 bytes.
    /// - Throws: ``SecretsError/cryptography`` if the library fails.
    public func derive(_ purpose: String) throws(SecretsError) -> SecretBytes {
        try Self.derive(from: bytes, for: ["reeve.derived.1", purpose], count: 32)
    }

    func wrap(_ key: borrowing SecretBytes, for context: AssociatedData) throws(SecretsError) -> [UInt8] {
        do throws(CryptoError) {
            return try KeyWrap.wrap(key, under: bytes, for: context)
        } catch {
            throw SecretsError(error)
        }
    }

    func unwrap(_ wrapped: [UInt8], for context: AssociatedData) throws(SecretsError) -> SecretBytes {
        do throws(CryptoError) {
            return try KeyWrap.unwrap(wrapped, under: bytes, for: context)
        } catch {
            throw SecretsError(error)
        }
    }

    private static func derive(
        from bytes: borrowing SecretBytes,
        for info: AssociatedData,
        count: Int
    ) throws(SecretsError) -> SecretBytes {
        do throws(CryptoError) {
            return try HKDF.derive(from: bytes, info: info, count: count)
        } catch {
            throw SecretsError(error)
        }
    }
}

extension KeyEncryptionKey: CustomStringConvertible, CustomReflectable {
    /// The fingerprint.
    public var description: String { id }
    /// The fingerprint and nothing else.
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
