/// SHA-256 of bytes that arrive in pieces.
///
/// ```swift
/// var digest = SHA256()
/// for chunk in chunks { digest.update(chunk) }
/// let sum = digest.finish()
/// ```
public struct SHA256: ~Copyable {
    private let handle: DigestHandle

    /// Begins with no bytes.
    public init() {
        handle = DigestHandle(.sha256)
    }

    /// Adds bytes at the end.
    ///
    /// - Parameter bytes: The next piece.
    public mutating func update(_ bytes: Span<UInt8>) {
        handle.update(bytes)
    }

    /// Adds bytes at the end.
    ///
    /// - Parameter bytes: The next piece.
    public mutating func update(_ bytes: [UInt8]) {
        handle.update(bytes.span)
    }

    /// Ends the digest.
    ///
    /// - Returns: 32 bytes.
    public consuming func finish() -> [UInt8] {
        handle.finish()
    }
}
