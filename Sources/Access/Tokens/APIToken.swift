package import Crypto
public import Daemon

/// A bearer token of an account, as it is shown once it was made: its secret is known to its holder alone.
public struct APIToken: Sendable, Equatable {
    /// The part of the token that stands in clear.
    public var id: String
    /// The name that the holder gave it.
    public var name: String
    /// What it is for.
    public var description: String?
    /// How the token begins, for people to tell one from another.
    public var prefix: String
    /// When it was made.
    public var createdAt: Instant
    /// When it ends; `nil` for never.
    public var expiresAt: Instant?
    /// When it was last used, to the minute.
    public var usedAt: Instant?
    /// Whether each use puts off the end.
    public var isExtended: Bool

    /// Whether it has ended.
    public func isExpired(at now: Instant) -> Bool {
        expiresAt.map { $0 <= now } ?? false
    }

    /// What a new token shall be.
    public struct Draft: Sendable, Equatable {
        /// The name.
        public var name: String
        /// What it is for.
        public var description: String?
        /// How long it is good; `nil` for ever.
        public var lifetime: ISODuration?
        /// Whether each use puts off the end.
        public var isExtended: Bool

        /// Makes a draft of its parts.
        public init(name: String, description: String?, lifetime: ISODuration?, isExtended: Bool) {
            self.name = name
            self.description = description
            self.lifetime = lifetime
            self.isExtended = isExtended
        }
    }

    /// The most tokens that an account can have.
    public static let limit = 200

    /// Makes a token from a draft: what is stored of it, and what its holder is told once.
    package init(_ draft: Draft, token: Token, at now: Instant) {
        self.id = token.id
        self.name = draft.name
        self.description = draft.description
        self.prefix = "\(token.kind.rawValue)_\(token.id.prefix(6))"
        self.createdAt = now
        self.expiresAt = draft.lifetime.map { now + $0.duration }
        self.usedAt = nil
        self.isExtended = draft.isExtended
    }
}
