import Crypto
public import Tenancy

/// Encrypts short texts that are kept beside other data, such as the secret inputs of executions.
///
/// Each tenant and purpose has a key of its own, derived from the key-encryption key. What is sealed names that key, and
/// opens for the same tenant and purpose only.
public struct TextSealer: Sendable {
    private let ring: KeyRing

    private static let version = "1"

    /// Makes a sealer.
    ///
    /// - Parameter ring: The keys of the server; new texts are sealed under the current one.
    public init(ring: KeyRing) {
        self.ring = ring
    }

    /// Encrypts a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - purpose: What it is.
    ///   - tenant: Whose it is.
    /// - Returns: The sealed text, in printable characters.
    /// - Throws: ``SecretsError``.
    public func seal(_ text: String, as purpose: String, of tenant: Tenant.ID) throws(SecretsError) -> String {
        let id = ring.current.id
        let key = try ring.current.derive("text.\(purpose).\(tenant)")
        do throws(CryptoError) {
            let sealed = try AEAD.seal(Array(text.utf8), key: key, for: ["text", purpose, tenant.description, id])
            return "\(Self.version).\(id).\(Base64URL.encode(sealed))"
        } catch {
            throw SecretsError(error)
        }
    }

    /// Decrypts a text.
    ///
    /// - Parameters:
    ///   - sealed: What ``seal(_:as:of:)`` gave.
    ///   - purpose: The same purpose.
    ///   - tenant: The same tenant.
    /// - Returns: The text.
    /// - Throws: ``SecretsError/notAuthentic`` for anything else; ``SecretsError/keyUnavailable(wrappingKey:)`` if its key
    ///   is not on the ring.
    public func open(_ sealed: String, as purpose: String, of tenant: Tenant.ID) throws(SecretsError) -> String {
        let parts = sealed.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.version, let bytes = Base64URL.decode(String(parts[2])) else {
            throw .notAuthentic
        }
        let id = String(parts[1])
        let key = try ring.key(id).derive("text.\(purpose).\(tenant)")
        do throws(CryptoError) {
            let plain = try AEAD.open(bytes, key: key, for: ["text", purpose, tenant.description, id])
            guard let text = String(validating: plain.copied(), as: UTF8.self) else { throw CryptoError.notAuthentic }
            return text
        } catch {
            throw SecretsError(error)
        }
    }
}
