/// Keys sealed under a key, for storage beside what they protect.
///
/// A wrapped key begins with one byte for the form, so that another form can follow. The wrapping is AES-256-GCM under
/// the context given and a label of its own: a wrapped key never opens as a value, nor a value as a key.
public enum KeyWrap {
    private static let form: UInt8 = 1

    /// Wraps a key.
    ///
    /// - Parameters:
    ///   - key: The key to store.
    ///   - wrappingKey: 32 bytes.
    ///   - context: Whose key it is: tenant, version.
    /// - Returns: The wrapped key.
    /// - Throws: ``CryptoError/wrongLength(expected:found:)`` for a wrapping key of another length.
    public static func wrap(
        _ key: borrowing SecretBytes,
        under wrappingKey: borrowing SecretBytes,
        for context: AssociatedData
    ) throws(CryptoError) -> [UInt8] {
        let nonce = Random.bytes(AEAD.nonceLength)
        let label = labelled(context)
        let sealed = try key.withBytes { key throws(CryptoError) in
            try CipherHandle.seal(key, key: wrappingKey, nonce: nonce, context: label)
        }
        return [form] + sealed
    }

    /// Unwraps a key.
    ///
    /// - Parameters:
    ///   - wrapped: What ``wrap(_:under:for:)`` gave.
    ///   - wrappingKey: The same wrapping key.
    ///   - context: The same context.
    /// - Returns: The key.
    /// - Throws: ``CryptoError/notAuthentic`` for another wrapping key or context and for any change,
    ///   ``CryptoError/wrongLength(expected:found:)`` for a wrapping key of another length.
    public static func unwrap(
        _ wrapped: [UInt8],
        under wrappingKey: borrowing SecretBytes,
        for context: AssociatedData
    ) throws(CryptoError) -> SecretBytes {
        guard wrapped.first == form else { throw .notAuthentic }
        return try AEAD.open(wrapped.span.extracting(droppingFirst: 1), key: wrappingKey, for: labelled(context))
    }

    private static func labelled(_ context: AssociatedData) -> AssociatedData {
        AssociatedData(bytes: AssociatedData(["reeve.key-wrap.1"]).bytes + context.bytes)
    }
}
