/// Bytes that must not outlive their use: a key, a password, the plain text of a secret.
///
/// There is one owner, the bytes are overwritten when it goes, and they lie in memory that is locked and left out of
/// core dumps as long as there is room in it (1 MiB for the whole process; beyond that, ordinary memory).
///
/// ```swift
/// let key = SecretBytes.random(32)
/// let digest = key.withBytes { Digest.sha256($0) }
/// ```
public struct SecretBytes: ~Copyable, Sendable {
    private let handle: SecretMemoryHandle

    init(_ handle: consuming SecretMemoryHandle) {
        self.handle = handle
    }

    /// Copies bytes; the original is the caller's to clear, see ``init(moving:)``.
    ///
    /// - Parameter bytes: What to keep.
    public init(copying bytes: Span<UInt8>) {
        handle = SecretMemoryHandle(count: bytes.count) { memory in
            for index in bytes.indices { memory[index] = bytes[index] }
        }
    }

    /// Copies bytes and overwrites the original.
    ///
    /// - Parameter bytes: What to keep; empty afterwards. Other copies of the array are not reached.
    public init(moving bytes: inout [UInt8]) {
        self.init(copying: bytes.span)
        var span = bytes.mutableSpan
        SecretMemoryHandle.cleanse(&span)
        bytes = []
    }

    /// Makes bytes from the random generator.
    ///
    /// - Parameter count: How many; 32 for a key of ``AEAD``.
    /// - Returns: As many bytes.
    public static func random(_ count: Int) -> SecretBytes {
        SecretBytes(SecretMemoryHandle(count: count) { RandomHandle.fill(&$0) })
    }

    /// How many bytes there are.
    public var count: Int { handle.count }

    /// Lends the bytes.
    ///
    /// - Parameter body: Reads the bytes; what it copies out is its own to clear.
    /// - Throws: What `body` throws.
    /// - Returns: What `body` returns.
    public func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try handle.withBytes(body)
    }

    /// Copies the bytes to where nothing overwrites them.
    ///
    /// - Returns: The bytes, as the caller's to clear.
    public func copied() -> [UInt8] {
        withBytes { bytes in bytes.indices.map { bytes[$0] } }
    }

    /// Makes a second owner with bytes of its own.
    ///
    /// - Returns: The same bytes elsewhere in memory.
    public func duplicate() -> SecretBytes {
        withBytes { SecretBytes(copying: $0) }
    }

    /// Whether the bytes are the same, in a time that depends on their number only.
    ///
    /// - Parameter other: What to compare with.
    /// - Returns: `false` at once where the numbers differ.
    public func equals(_ other: borrowing SecretBytes) -> Bool {
        withBytes { bytes in other.withBytes { constantTimeEquals(bytes, $0) } }
    }
}
