/// What a handler answers.
///
/// `content-length`, `transfer-encoding` and `date` are the server's to set and ignored here; `connection: close` asks for
/// the connection to be closed after the response.
public struct Response: Sendable {
    /// The body of a response.
    public enum Body: Sendable {
        /// No body.
        case none
        /// The whole body.
        case bytes([UInt8])
        /// A body written piece by piece.
        ///
        /// The closure runs after the head was sent, on the loop of the connection. When it throws, or writes less than
        /// the length given, the connection (the stream of HTTP/2) is broken off, so that the client notices. A body
        /// without a length ends when the closure returns; a client that closes its side of the connection while such a
        /// body is written counts as gone.
        case stream(contentLength: Int?, @Sendable (ResponseWriter) async throws -> Void)
    }

    /// The status code.
    public var status: Status
    /// The header fields.
    public var headers: Headers
    /// The body.
    public var body: Body
    /// Whether the body is ended when the server stops.
    var endsOnDrain = false

    /// Makes a response.
    public init(_ status: Status = .ok, headers: Headers = [:], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Makes a response of text.
    public init(_ status: Status = .ok, headers: Headers = [:], text: String) {
        self.init(status, headers: headers, body: .bytes([UInt8](text.utf8)))
        if self.headers["content-type"] == nil { self.headers.append("content-type", "text/plain; charset=utf-8") }
    }
}
