import Access
import Daemon
import HTTP

/// A part of an answer that is read part by part, each in a transaction of its own.
struct ReplyPart: Sendable {
    /// What is sent.
    var bytes: [UInt8]
    /// What reads the rest; `nil` if there is none.
    var next: (any PartRead)?
}

/// Reads one part of an answer; the caller must still have the right to it.
protocol PartRead: Read where Output == ReplyPart {}

/// An answer that is read part by part.
protocol StreamingReply: Reply {
    /// The answer.
    var stream: StreamedReply { get }
}

extension StreamingReply {
    func response(to request: Request, status: Status) throws -> Response {
        try stream.response(to: request, status: status)
    }
}

/// An answer whose first part is there; CSV, unless something else is made of it.
struct StreamedReply: StreamingReply {
    static var mediaType: String? { "text/csv" }

    var stream: StreamedReply { self }

    let contentType: String
    let fileName: String
    var first: ReplyPart

    func response(to request: Request, status: Status) throws -> Response {
        Response(status, headers: headers, body: .bytes(first.bytes))
    }

    /// The response that reads the rest while it is sent; it is broken off when the caller loses the right or the database is lost.
    ///
    /// - Parameters:
    ///   - request: Who asked.
    ///   - status: The status.
    ///   - gate: Lends the transactions of the parts.
    /// - Returns: The response.
    /// - Throws: Nothing of its own: what fails later breaks the body off.
    func response(to request: Request, status: Status, through gate: Gate) throws -> Response {
        guard let rest = first.next else { return try response(to: request, status: status) }
        let bytes = first.bytes
        return Response(
            status,
            headers: headers,
            body: .stream(contentLength: nil) { writer in
                try await writer.write(bytes)
                var next: (any PartRead)? = rest
                while let read = next {
                    try Task.checkCancellation()
                    var call = request.call
                    // What the caller showed may have expired since.
                    call.arrivedAt = request.services.clock.now
                    do {
                        let part = try await gate.read(read, for: call)
                        try await writer.write(part.bytes)
                        next = part.next
                    } catch GateError.throttled(let delay) {
                        try await Task.sleep(for: delay)
                    }
                }
            }
        )
    }

    private var headers: Headers {
        ["content-type": contentType, "content-disposition": "attachment; filename=\"\(fileName)\""]
    }
}
