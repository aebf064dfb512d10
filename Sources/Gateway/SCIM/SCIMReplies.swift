import HTTP
import JSON
import Provisioning

/// A document of the protocol that has no version.
struct SCIMDocument: Reply {
    static var mediaType: String? { "application/scim+json" }

    let json: JSON

    func response(to request: Request, status: Status) -> Response {
        Response(json: json, status: status, contentType: "application/scim+json")
    }
}

/// A resource with its version and its address.
struct SCIMResource: Reply {
    static var mediaType: String? { "application/scim+json" }

    /// What is shown of the resource; `nil` if the client is not told, for it would be too much.
    let shown: JSONObject?
    let version: ResourceVersion
    let location: String?

    /// Shows a part of a resource.
    init(_ whole: JSONObject, _ projection: Projection, version: ResourceVersion) {
        self.shown = projection.apply(to: whole)
        self.version = version
        self.location = whole["meta"]?["location"]?.string
    }

    /// Says no more than which version there is.
    init(untold version: ResourceVersion) {
        self.shown = nil
        self.version = version
        self.location = nil
    }

    func response(to request: Request, status: Status) throws -> Response {
        var response: Response
        if let header = request.head.headers["if-none-match"], [.get, .head].contains(request.head.method),
            try VersionCondition(parsing: header).matches(version)
        {
            response = Response(.notModified)
        } else if let shown {
            response = Response(json: .object(shown), status: status, contentType: "application/scim+json")
        } else {
            response = Response(.noContent)
        }
        response.headers.append("etag", version.entityTag)
        if status == .created, let location {
            response.headers.append("location", location)
        }
        return response
    }
}
