/// The identifier of a session: 256 random bits, as 43 characters of base 64 for addresses.
///
/// Whoever has it is logged in, so it prints as nothing. Store the digest, never the text.
public struct SessionToken: Sendable {
    private static let byteCount = 32

    /// The whole text, which is secret.
    public let text: String

    private init(text: String) {
        self.text = text
    }

    /// Makes the identifier of a new session.
    ///
    /// - Returns: An identifier that nobody has had before.
    public static func generate() -> SessionToken {
        SessionToken(text: Base64URL.encode(Random.bytes(byteCount)))
    }

    /// Reads an identifier.
    ///
    /// - Parameter text: What the cookie holds.
    /// - Returns: The identifier, or `nil` where length or characters are wrong.
    public static func parse(_ text: String) -> SessionToken? {
        guard text.utf8.count == 43, Base64URL.decode(text)?.count == byteCount else { return nil }
        return SessionToken(text: text)
    }

    /// What is stored of it, and what it is looked up by.
    ///
    /// - Parameter pepper: A key that is not stored beside the digests, or nothing.
    /// - Returns: 32 bytes: HMAC with SHA-256 under the pepper, or SHA-256 without.
    public func digest(pepper: [UInt8] = []) -> [UInt8] {
        let bytes = [UInt8](text.utf8)
        return pepper.isEmpty ? Digest.sha256(bytes) : Digest.hmacSHA256(key: pepper, bytes)
    }
}

extension SessionToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Shows nothing of the value.
    public var description: String { "<redacted>" }

    /// Shows nothing of the value.
    public var debugDescription: String { description }

    /// A mirror without the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
