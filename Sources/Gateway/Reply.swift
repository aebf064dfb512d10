import Access
import Daemon
import HTTP
import JSON

/// What an operation answers, as a response.
protocol Reply: Sendable {
    /// The media type of what is answered; `nil` if it has no body.
    static var mediaType: String? { get }
    /// The response with the status of a success.
    func response(to request: Request, status: Status) throws -> Response
}

extension Reply {
    static var mediaType: String? { "application/json" }
}

/// An answer in JSON.
protocol JSONReply: Reply {
    /// The answer.
    var json: JSON { get }
}

extension JSONReply {
    func response(to request: Request, status: Status) -> Response {
        Response(json: json, status: status)
    }
}

extension JSON: JSONReply {
    var json: JSON { self }
}

extension Array: Reply where Element: JSONReply {}

extension Array: JSONReply where Element: JSONReply {
    var json: JSON { .array(map(\.json)) }
}

/// An answer without content.
struct NoContent: Reply {
    static var mediaType: String? { nil }

    func response(to request: Request, status: Status) -> Response {
        Response(.noContent)
    }
}

/// A page of a list, with the number of all that match.
struct Page<Element: JSONReply>: JSONReply {
    var results: [Element]
    var total: Int

    var json: JSON { ["results": results.json, "total": JSON(total)] }
}

extension Response {
    /// A response in JSON.
    init(json: JSON, status: Status = .ok, contentType: String = "application/json") {
        self.init(status, headers: ["content-type": contentType], body: .bytes(json.serialized()))
    }
}

/// The answer of a change after whose commit something is to be done: others are told, or what comes of it is waited for.
protocol CommittedReply: Reply {
    /// Does it.
    ///
    /// - Throws: What ends the wait, ``GateError`` if the caller has lost the right meanwhile. The change stays.
    func committed(_ request: Request, through gate: Gate) async throws -> Self
}

/// An answer of server-sent events that goes on as long as something happens.
protocol FollowedReply: Reply {
    /// The response; it ends when there is nothing more to tell, or the caller loses the right.
    func response(to request: Request, through gate: Gate) -> Response
}

extension FollowedReply {
    static var mediaType: String? { "text/event-stream" }

    func response(to request: Request, status: Status) -> Response { Response(status) }
}

extension Gate {
    /// Reads once more for a request that is being answered, and waits where its caller asks too often.
    ///
    /// - Parameters:
    ///   - operation: The read.
    ///   - request: The request; what its caller showed may have expired since.
    /// - Returns: What is read.
    /// - Throws: ``GateError`` if the caller has lost the right; what the operation throws.
    func read<Operation: Read>(_ operation: Operation, again request: Request) async throws -> Operation.Output {
        while true {
            var call = request.call
            call.arrivedAt = request.services.clock.now
            do {
                return try await read(operation, for: call)
            } catch GateError.throttled(let delay) {
                try await Task.sleep(for: delay)
            }
        }
    }
}
