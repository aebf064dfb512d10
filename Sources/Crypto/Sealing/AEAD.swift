/// AES-256 in Galois/Counter Mode: keeps a value secret and notices any change to it or to its context.
///
/// A sealed value is a nonce of 12 random bytes, the cipher text, and a tag of 16 bytes. Nonces are random, therefore one
/// key may seal 2^32 values at most; whoever keeps the key counts them.
public enum AEAD {
    /// The number of bytes in a key.
    public static let keyLength = 32
    /// By how many bytes a sealed value is longer than the plain one.
    public static let overhead = nonceLength + tagLength

    static let nonceLength = 12
    static let tagLength = 16

    /// Seals bytes.
    ///
    /// - Parameters:
    ///   - plain: What to keep secret, possibly nothing.
    ///   - key: 32 bytes.
    ///   - context: What the value belongs to; not kept in the sealed value.
    /// - Returns: The sealed value, ``overhead`` bytes longer than the plain one.
    /// - Throws: ``CryptoError/wrongLength(expected:found:)`` for another key, ``CryptoError/tooLong(limit:)`` from 2 GiB.
    public static func seal(
        _ plain: Span<UInt8>,
        key: borrowing SecretBytes,
        for context: AssociatedData
    ) throws(CryptoError) -> [UInt8] {
        try CipherHandle.seal(plain, key: key, nonce: Random.bytes(nonceLength), context: context)
    }

    /// Seals bytes; see ``seal(_:key:for:)-(Span<UInt8>,_,_)``.
    ///
    /// - Parameters:
    ///   - plain: What to keep secret, possibly nothing.
    ///   - key: 32 bytes.
    ///   - context: What the value belongs to; not kept in the sealed value.
    /// - Returns: The sealed value, ``overhead`` bytes longer than the plain one.
    /// - Throws: ``CryptoError/wrongLength(expected:found:)`` for another key, ``CryptoError/tooLong(limit:)`` from 2 GiB.
    public static func seal(
        _ plain: [UInt8],
        key: borrowing SecretBytes,
        for context: AssociatedData
    ) throws(CryptoError) -> [UInt8] {
        try seal(plain.span, key: key, for: context)
    }

    /// Opens a sealed value.
    ///
    /// - Parameters:
    ///   - sealed: What ``seal(_:key:for:)-(Span<UInt8>,_,_)`` gave.
    ///   - key: The same key.
    ///   - context: The same context.
    /// - Returns: The plain value, cleansed by its owner's end.
    /// - Throws: ``CryptoError/notAuthentic`` for another key or context and for any change, without saying which;
    ///   ``CryptoError/wrongLength(expected:found:)`` for a key of another length.
    public static func open(
        _ sealed: Span<UInt8>,
        key: borrowing SecretBytes,
        for context: AssociatedData
    ) throws(CryptoError) -> SecretBytes {
        guard sealed.count >= overhead else { throw .notAuthentic }
        let count = sealed.count - overhead
        let memory = try key.withBytes { key throws(CryptoError) in
            try SecretMemoryHandle(count: count) { plain throws(CryptoError) in
                try CipherHandle.open(sealed, key: key, context: context, into: &plain)
            }
        }
        return SecretBytes(memory)
    }

    /// Opens a sealed value; see ``open(_:key:for:)-(Span<UInt8>,_,_)``.
    ///
    /// - Parameters:
    ///   - sealed: The sealed value.
    ///   - key: The same key.
    ///   - context: The same context.
    /// - Returns: The plain value, cleansed by its owner's end.
    /// - Throws: ``CryptoError/notAuthentic`` for another key or context and for any change, without saying which;
    ///   ``CryptoError/wrongLength(expected:found:)`` for a key of another length.
    public static func open(
        _ sealed: [UInt8],
        key: borrowing SecretBytes,
        for context: AssociatedData
    ) throws(CryptoError) -> SecretBytes {
        try open(sealed.span, key: key, for: context)
    }
}
