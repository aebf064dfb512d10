/// The key-encryption keys that a server has: one that wraps, and those that only unwrap, while keys are moved from one to another.
public struct KeyRing: Sendable {
    /// Wraps new data keys.
    public let current: KeyEncryptionKey
    private let keys: [String: KeyEncryptionKey]

    /// Makes a ring.
    ///
    /// - Parameters:
    ///   - current: Wraps new data keys.
    ///   - previous: Keys that data keys may still be wrapped by.
    public init(current: KeyEncryptionKey, previous: [KeyEncryptionKey] = []) {
        self.current = current
        self.keys = Dictionary((previous + [current]).map { ($0.id, $0) }) { _, last in last }
    }

    /// The key of a fingerprint.
    ///
    /// - Throws: ``SecretsError/keyUnavailable(wrappingKey:)``.
    func key(_ id: String) throws(SecretsError) -> KeyEncryptionKey {
        guard let key = keys[id] else { throw .keyUnavailable(wrappingKey: id) }
        return key
    }
}
