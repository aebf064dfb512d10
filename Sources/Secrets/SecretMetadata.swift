public import Daemon

/// What is known of a secret but its value.
public struct SecretMetadata: Sendable, Equatable {
    /// Where the secret stands.
    public var address: SecretAddress
    /// What the secret is for.
    public var description: String?
    /// What the secret is marked with.
    public var tags: [Tag]
    /// The number of the current version, from 1.
    public var version: Int
    /// When the secret was made.
    public var createdAt: Instant
    /// When the value or the metadata were changed.
    public var updatedAt: Instant

    /// A mark of a secret.
    public struct Tag: Sendable, Hashable {
        /// What the mark is about.
        public var key: String
        /// What it says.
        public var value: String

        /// Makes a mark.
        ///
        /// - Parameters:
        ///   - key: What the mark is about.
        ///   - value: What it says.
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// A version of a secret, without its value.
    public struct Version: Sendable, Equatable {
        /// The number, from 1.
        public var number: Int
        /// When the version was made.
        public var createdAt: Instant
    }
}

/// What somebody wants to say of a secret.
public struct SecretDetails: Sendable, Equatable {
    /// What the secret is for: `nil` leaves what there is, an empty text removes it.
    public var description: String?
    /// What the secret is marked with: `nil` leaves what there is.
    public var tags: [SecretMetadata.Tag]?

    /// Makes details.
    ///
    /// - Parameters:
    ///   - description: What the secret is for: `nil` leaves what there is, an empty text removes it.
    ///   - tags: What the secret is marked with: `nil` leaves what there is.
    public init(description: String? = nil, tags: [SecretMetadata.Tag]? = nil) {
        self.description = description
        self.tags = tags
    }
}

/// A secret before and after a change.
public struct SecretChange: Sendable, Equatable {
    /// What was known of it before; `nil` if it was made.
    public var before: SecretMetadata?
    /// What is known of it now.
    public var after: SecretMetadata
}
