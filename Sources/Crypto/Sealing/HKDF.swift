/// Derives keys from a key (RFC 5869, with SHA-256).
public enum HKDF {
    /// The most bytes that one derivation gives.
    public static let limit = 255 * 32

    /// Derives a key.
    ///
    /// - Parameters:
    ///   - key: A secret of enough entropy; a password is none.
    ///   - salt: A value that need not be secret, or nothing.
    ///   - info: What the derived key is for; another purpose gives an unrelated key.
    ///   - count: How many bytes, from 1 to ``limit``.
    /// - Returns: The derived key.
    /// - Throws: ``CryptoError/wrongLength(expected:found:)`` for a number outside the range.
    public static func derive(
        from key: borrowing SecretBytes,
        salt: [UInt8] = [],
        info: AssociatedData,
        count: Int = 32
    ) throws(CryptoError) -> SecretBytes {
        guard 1...limit ~= count else { throw .wrongLength(expected: limit, found: count) }
        let memory = try key.withBytes { key throws(CryptoError) in
            try SecretMemoryHandle(count: count) { output throws(CryptoError) in
                try DerivationHandle.derive(from: key, salt: salt, info: info.bytes, into: &output)
            }
        }
        return SecretBytes(memory)
    }
}
