/// The certificate of a server, as files in PEM form; they are read again on a reload.
public struct TLSFiles: Sendable, Equatable {
    /// The server's certificate, followed by those that lead to the root.
    public var certificateChain: String
    /// The private key.
    public var privateKey: String
    /// The authorities that sign clients' certificates, or nil to ask clients for none.
    ///
    /// A client may still come without one; the handler then sees none. One of a foreign authority is refused.
    public var clientAuthorities: String?

    /// Names the files.
    public init(certificateChain: String, privateKey: String, clientAuthorities: String? = nil) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        self.clientAuthorities = clientAuthorities
    }
}

/// How long each phase of a connection may take.
///
/// All are absolute: a byte now and then does not move them.
public struct Deadlines: Sendable, Equatable {
    /// The TLS handshake.
    public var handshake: Duration = .seconds(10)
    /// The head of a request, from the first byte (from the start, on a new connection); of HTTP/2 also the preface and the
    /// settings a connection begins with.
    public var head: Duration = .seconds(10)
    /// The body of a request, besides the time its bytes take at ``bodyRate``; waiting for the handler does not count.
    public var body: Duration = .seconds(20)
    /// The slowest rate of a body, of requests and of responses, in bytes per second.
    public var bodyRate: Int = 1024
    /// A connection between two requests.
    public var idle: Duration = .seconds(75)
    /// A response of which the client takes nothing, or less than ``bodyRate`` in the long run.
    public var writeStall: Duration = .seconds(30)
    /// A connection whose last response was sent, until the client closes its side.
    public var linger: Duration = .seconds(2)
    /// Requests in progress, once the server stops.
    public var drain: Duration = .seconds(30)
    /// How often deadlines are looked at.
    public var sweep: Duration = .milliseconds(500)

    /// The defaults.
    public init() {}
}

/// The phases of a connection that have a deadline.
public enum DeadlinePhase: String, Sendable {
    /// The TLS handshake.
    case handshake
    /// The head of a request.
    case head
    /// The body of a request.
    case body
    /// Between two requests.
    case idle
    /// What is left of a body after the response.
    case discard
    /// After the last response.
    case linger
    /// A response the client does not take.
    case write
}

/// Where and how a server listens.
public struct HTTPServerConfiguration: Sendable {
    /// The address.
    public let address: ListenAddress
    /// The certificate, or nil for plain HTTP.
    public let tls: TLSFiles?
    /// How large the head of a request may be; of HTTP/2 at most 16 KiB whatever is said here.
    public var headLimits = HeadLimits()
    /// How long each phase may take.
    public var deadlines = Deadlines()
    /// How many connections are open at once; more wait in the backlog.
    public var maximumConnections = 16_384
    /// How many connections the system keeps waiting.
    public var backlog: Int32 = 1024
    /// How many requests a connection of HTTP/2 has in progress at once.
    public var maximumStreams = 128

    /// Makes a configuration.
    ///
    /// - Parameters:
    ///   - address: Where to listen.
    ///   - tls: The certificate; required unless the address is on loopback or a Unix socket.
    /// - Throws: ``HTTPError/plainOnNetwork(address:)``.
    public init(address: ListenAddress, tls: TLSFiles? = nil) throws(HTTPError) {
        guard tls != nil || address.isLocal else { throw .plainOnNetwork(address: address.description) }
        self.address = address
        self.tls = tls
    }
}

/// What happens at the edge, for logs and metrics; told on the loop it happens on, so the closure must not block.
public enum ServerEvent: Sendable {
    /// A connection was accepted.
    case connectionOpened(PeerAddress)
    /// A connection was closed.
    case connectionClosed(PeerAddress)
    /// A TLS handshake failed, with the library's reason.
    case handshakeFailed(PeerAddress, reason: String)
    /// A request no handler saw was answered with a status.
    case requestRefused(PeerAddress, Status, reason: String)
    /// A deadline passed.
    case deadlinePassed(PeerAddress, DeadlinePhase)
    /// A handler's response held a header that may not be sent, and was answered as an internal error.
    case invalidResponse
    /// No further connections are accepted for now; the code is the system's `errno`, or 0 at the limit configured.
    case acceptPaused(code: Int32)
    /// Requests were cut off because the server's grace was over.
    case drainExpired(connections: Int)
}
