public import Crypto
public import Daemon
public import Tenancy

/// What is known of a request before anything is decided: where it came from, what it showed, and how it is traced.
public struct Call: Sendable {
    /// What a caller shows to say who it is.
    public enum Credential: Sendable {
        /// Nothing.
        case none
        /// A bearer token.
        case token(Token)
        /// The value of the session cookie.
        case session(SessionToken)
    }

    /// What the caller shows.
    public var credential: Credential
    /// The tenant named in the path, if the route has one.
    public var tenant: Tenant.Slug?
    /// Where the request came from.
    public var source: Source
    /// Identifies the request in replies, logs and audit records.
    public var requestID: String
    /// The trace identifier of the `traceparent` header (W3C Trace Context), 32 hexadecimal digits.
    public var traceID: String?
    /// When the request arrived.
    public var arrivedAt: Instant

    /// Where a request came from.
    public struct Source: Sendable, Equatable {
        /// The address of the client, after trusted proxies.
        public var address: String
        /// The addresses that the request says it passed, as sent by trusted proxies.
        public var forwarded: [String]
        /// The `User-Agent` header.
        public var userAgent: String?

        /// Makes a source of its parts.
        public init(address: String, forwarded: [String] = [], userAgent: String? = nil) {
            self.address = address
            self.forwarded = forwarded
            self.userAgent = userAgent
        }
    }

    /// Makes a call of its parts.
    public init(
        credential: Credential,
        tenant: Tenant.Slug? = nil,
        source: Source,
        requestID: String,
        traceID: String? = nil,
        arrivedAt: Instant
    ) {
        self.credential = credential
        self.tenant = tenant
        self.source = source
        self.requestID = requestID
        self.traceID = traceID
        self.arrivedAt = arrivedAt
    }
}
