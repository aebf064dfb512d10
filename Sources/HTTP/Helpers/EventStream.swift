/// One server-sent event.
public struct ServerSentEvent: Sendable, Equatable {
    /// The data; every line of it becomes a line of the event.
    public var data: String
    /// The type of the event, or nil for the default.
    public var event: String?
    /// The identifier the client sends back as `Last-Event-ID` when it comes again.
    public var id: String?
    /// After how long the client comes again.
    public var retry: Duration?

    /// Makes an event.
    public init(_ data: String, event: String? = nil, id: String? = nil, retry: Duration? = nil) {
        self.data = data
        self.event = event
        self.id = id
        self.retry = retry
    }

    /// The event on the wire; line breaks in type and identifier, and a NUL in the latter, are left out.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        if let event { ServerSentEvent.append("event", event.utf8, to: &bytes) }
        if let id { ServerSentEvent.append("id", id.utf8, to: &bytes) }
        if let retry {
            let (seconds, attoseconds) = retry.components
            let milliseconds = max(0, min(seconds, 86_400) * 1000 + attoseconds / 1_000_000_000_000_000)
            ServerSentEvent.append("retry", String(milliseconds).utf8, to: &bytes)
        }
        ServerSentEvent.appendLines("data: ", data, to: &bytes)
        bytes.append(ASCII.lineFeed)
        return bytes
    }

    private static func append(_ name: String, _ value: String.UTF8View, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: ": ".utf8)
        bytes.append(contentsOf: value.filter { $0 != ASCII.lineFeed && $0 != ASCII.carriageReturn && $0 != 0 })
        bytes.append(ASCII.lineFeed)
    }

    static func appendLines(_ prefix: String, _ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: prefix.utf8)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case ASCII.lineFeed where previous == ASCII.carriageReturn: break
            case ASCII.lineFeed, ASCII.carriageReturn:
                bytes.append(ASCII.lineFeed)
                bytes.append(contentsOf: prefix.utf8)
            default: bytes.append(byte)
            }
            previous = byte
        }
        bytes.append(ASCII.lineFeed)
    }
}

/// Sends server-sent events.
public struct EventStream: Sendable {
    let writer: ResponseWriter

    /// Whether the client is known to have gone away.
    public var isClientGone: Bool { writer.isClientGone }

    /// Sends an event.
    ///
    /// - Parameter event: The event.
    /// - Throws: ``WriteError``, as ``ResponseWriter/write(_:)-([UInt8])`` does.
    public func send(_ event: ServerSentEvent) async throws(WriteError) {
        try await writer.write(event.bytes)
    }

    /// Sends a comment, which clients ignore.
    ///
    /// - Parameter text: The comment; each of its lines becomes one.
    /// - Throws: ``WriteError``, as ``ResponseWriter/write(_:)-([UInt8])`` does.
    public func comment(_ text: String) async throws(WriteError) {
        var bytes: [UInt8] = []
        ServerSentEvent.appendLines(": ", text, to: &bytes)
        bytes.append(ASCII.lineFeed)
        try await writer.write(bytes)
    }
}

extension Response {
    /// A response of server-sent events.
    ///
    /// When the server stops, the closure's task is cancelled and the response is ended in order, so that the client comes
    /// again elsewhere.
    ///
    /// - Parameters:
    ///   - headers: Further header fields.
    ///   - heartbeat: How often a comment is sent while there is nothing else, so that proxies keep the connection.
    ///   - body: Sends the events; the response ends when it returns.
    /// - Returns: The response.
    public static func events(
        headers: Headers = [:],
        heartbeat: Duration? = .seconds(15),
        _ body: @escaping @Sendable (EventStream) async throws -> Void
    ) -> Response {
        var headers = headers
        headers["content-type"] = "text/event-stream"
        headers["cache-control"] = "no-store"
        headers["x-accel-buffering"] = "no"
        var response = Response(
            headers: headers,
            body: .stream(contentLength: nil) { writer in
                if let heartbeat { writer.exchange.beat(every: heartbeat, [UInt8](":\n\n".utf8)) }
                try await body(EventStream(writer: writer))
            }
        )
        response.endsOnDrain = true
        return response
    }
}
