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
