/// The version of the protocol a request came by.
public enum HTTPVersion: Sendable, Hashable, Comparable {
    /// HTTP/1.0.
    case http10
    /// HTTP/1.1.
    case http11
    /// HTTP/2.
    case http2
}

/// A client's certificate that the server verified.
public struct ClientCertificate: Sendable, Hashable {
    /// The subject's distinguished name.
    public var subject: String
    /// The URIs among the alternative names.
    public var uris: [String]
    /// The serial number in hexadecimal.
    public var serialNumber: String

    /// Makes a certificate's description.
    public init(subject: String, uris: [String], serialNumber: String) {
        self.subject = subject
        self.uris = uris
        self.serialNumber = serialNumber
    }
}

/// Everything of a request but its body.
public struct RequestHead: Sendable {
    /// The method.
    public var method: Method
    /// The target as it was sent.
    public var target: String
    /// The path as it was sent, without scheme, authority and query; `*` for an `OPTIONS *`.
    public var path: String
    /// What follows the first `?` of the target, undecoded, or nil when there is none.
    public var query: String?
    /// The header fields.
    public var headers: Headers
    /// The version of the protocol.
    public var version: HTTPVersion
    /// Host and port the client named, validated, or nil for an HTTP/1.0 request without them.
    public var authority: String?
    /// The length of the body when it was declared.
    public internal(set) var contentLength: Int?
    let link: Link

    /// `https` when the connection is encrypted, else `http`.
    public var scheme: String { link.isEncrypted ? "https" : "http" }

    /// The other end of the connection, which may be a proxy.
    public var peer: PeerAddress { link.peer }

    /// The certificate the client showed and the server verified, or nil.
    public var clientCertificate: ClientCertificate? { link.clientCertificate }

    /// Makes a head, for instance to call a handler in a test.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - target: A path and, after `?`, a query.
    ///   - headers: The header fields.
    ///   - peer: The other end.
    ///   - isEncrypted: Whether the scheme is `https`.
    public init(
        _ method: Method = .get,
        _ target: String,
        headers: Headers = [:],
        peer: PeerAddress = .local,
        isEncrypted: Bool = false
    ) {
        self.method = method
        self.target = target
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.path = parts.first.map(String.init) ?? ""
        self.query = parts.count > 1 ? String(parts[1]) : nil
        self.headers = headers
        self.version = .http11
        self.authority = headers["host"]
        self.link = Link(peer: peer, isEncrypted: isEncrypted)
    }

    init(
        method: Method,
        target: String,
        path: String,
        query: String?,
        headers: Headers,
        version: HTTPVersion,
        authority: String?,
        link: Link
    ) {
        self.method = method
        self.target = target
        self.path = path
        self.query = query
        self.headers = headers
        self.version = version
        self.authority = authority
        self.link = link
    }
}

/// What all requests of a connection share.
final class Link: Sendable {
    let peer: PeerAddress
    /// The peer's address as text, written once for all requests; nil over a Unix socket.
    let addressText: String?
    let isEncrypted: Bool
    let clientCertificate: ClientCertificate?

    init(peer: PeerAddress, isEncrypted: Bool, clientCertificate: ClientCertificate? = nil) {
        self.peer = peer
        self.addressText = peer.address?.unmapped.description
        self.isEncrypted = isEncrypted
        self.clientCertificate = clientCertificate
    }
}
