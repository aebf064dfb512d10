public import Crypto

/// The value of a secret in memory: overwritten when the last owner goes, and shown by nothing that prints.
public final class SecretValue: Sendable {
    /// The most bytes that a value has.
    public static let limit = 64 << 10

    private let bytes: SecretBytes

    /// Takes bytes.
    ///
    /// - Parameter bytes: The value.
    public init(_ bytes: consuming SecretBytes) {
        self.bytes = bytes
    }

    /// Copies the UTF-8 of a text; the text is the caller's, and is not overwritten.
    ///
    /// - Parameter text: The value.
    public init(_ text: String) {
        var copy = Array(text.utf8)
        self.bytes = SecretBytes(moving: &copy)
    }

    /// How many bytes there are.
    public var count: Int { bytes.count }

    /// Lends the bytes.
    ///
    /// - Parameter body: Reads the bytes; what it copies out is its own to clear.
    /// - Throws: What `body` throws.
    /// - Returns: What `body` returns.
    public func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try bytes.withBytes(body)
    }

    /// Whether another value is the same, in a time that depends on the number of bytes only.
    ///
    /// - Parameter other: What to compare with.
    /// - Returns: Whether it is.
    public func equals(_ other: SecretValue) -> Bool {
        bytes.equals(other.bytes)
    }
}

extension SecretValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A constant.
    public var description: String { "<redacted>" }
    /// A constant.
    public var debugDescription: String { "<redacted>" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
