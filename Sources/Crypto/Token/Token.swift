/// A bearer token whose form and checksum are right; whether it is known is another question.
///
/// It prints as its kind and identifier only. Store the digest, never the text.
public struct Token: Sendable {
    /// What it is for.
    public let kind: TokenKind
    /// The part by which it is looked up, which is not secret: 16 characters of base 62.
    public let id: String
    /// The whole text, which is secret.
    public let text: String

    init(kind: TokenKind, id: String, text: String) {
        self.kind = kind
        self.id = id
        self.text = text
    }

    /// What is stored of it.
    ///
    /// No slow hash is needed, as 190 bits of it are random.
    ///
    /// - Parameter pepper: A key that is not stored beside the digests, or nothing.
    /// - Returns: 32 bytes: HMAC with SHA-256 under the pepper, or SHA-256 without.
    public func digest(pepper: [UInt8] = []) -> [UInt8] {
        let bytes = [UInt8](text.utf8)
        return pepper.isEmpty ? Digest.sha256(bytes) : Digest.hmacSHA256(key: pepper, bytes)
    }

    /// Whether it is the token that a stored digest was made of, in a time that says nothing.
    ///
    /// - Parameters:
    ///   - digest: What ``digest(pepper:)`` gave when the token was made.
    ///   - pepper: The same key.
    /// - Returns: Whether the digests are the same.
    public func matches(digest: [UInt8], pepper: [UInt8] = []) -> Bool {
        constantTimeEquals(self.digest(pepper: pepper), digest)
    }
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind and the identifier.
    public var description: String { "\(kind.rawValue)_\(id)…" }

    /// The kind and the identifier.
    public var debugDescription: String { description }

    /// A mirror without the secret.
    public var customMirror: Mirror { Mirror(self, children: ["kind": kind, "id": id]) }
}
