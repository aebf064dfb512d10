import Access
import HTTP
import Tenancy

/// Answers the description of the API in OpenAPI.
struct GetOpenAPIDocument: APIOperation, OpenOperation {
    static let route: Route = "GET /api/v1/openapi.json"
    static let id = "getOpenAPIDocument"
    static let summary = "Describe this API in OpenAPI 3.0"
    static let permission = Permission(.instance, .view)
    static let isInContract = false

    private let edition: PublishedDocument.Edition

    init(_ request: Request) throws {
        self.edition = request.services.description.edition
    }

    func answer(for call: Call, through gate: Gate) async throws -> OpenAPIReply {
        OpenAPIReply(edition: edition)
    }
}

/// The document, or that it is the one the client has.
struct OpenAPIReply: Reply {
    let edition: PublishedDocument.Edition

    func response(to request: Request, status: Status) -> Response {
        var headers: Headers = ["etag": edition.entityTag, "cache-control": "no-cache"]
        guard !isKnown(request.head.headers.values(of: "if-none-match")) else {
            return Response(.notModified, headers: headers)
        }
        headers.append("content-type", "application/json")
        return Response(status, headers: headers, body: .bytes(edition.bytes))
    }

    /// Whether the client has it; weak tags are good enough (RFC 9110 section 13.1.2).
    private func isKnown(_ fields: [String]) -> Bool {
        fields.flatMap { $0.split(separator: ",") }.contains { tag in
            let tag = tag.trimming { $0 == " " || $0 == "\t" }
            return tag == "*" || tag == edition.entityTag || tag == "W/\(edition.entityTag)"
        }
    }
}

extension Substring {
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> Substring {
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) {
            text.removeLast()
        }
        return text
    }
}
