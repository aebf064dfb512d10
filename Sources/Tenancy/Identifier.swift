public import Crypto

/// Identifies a thing of one kind; the kind is in the type, so that a group's identifier cannot be passed for a role's.
public struct Identifier<Subject>: Hashable, Sendable {
    /// The bytes of the identifier.
    public let uuid: UUID

    /// Wraps an identifier that is known to be of this kind, such as one read from its table.
    public init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// Makes an identifier that sorts by the time it was made.
    public static func ordered() -> Self {
        Self(.v7())
    }

    /// Makes an identifier that tells nothing of when it was made.
    public static func random() -> Self {
        Self(.v4())
    }
}

extension Identifier: LosslessStringConvertible {
    /// Reads the text form; `nil` if it is not 32 hexadecimal digits in the five groups of RFC 9562 section 4.
    public init?(_ text: String) {
        guard let uuid = UUID(text) else { return nil }
        self.uuid = uuid
    }

    /// The text form, in lower case.
    public var description: String { uuid.description }
}
