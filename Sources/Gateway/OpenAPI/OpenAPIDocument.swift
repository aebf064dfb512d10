import JSON

/// The API's description in OpenAPI 3.0.3, made of the route table.
///
/// The order is that of the table, so that two documents of one release are the same byte for byte.
struct OpenAPIDocument: Sendable {
    /// The operations, without those that are not built.
    let endpoints: [Endpoint]
    /// The version of the service.
    let version: String

    /// Describes what is built of a table.
    init(_ endpoints: [Endpoint] = APITable.endpoints, version: String) {
        self.endpoints = endpoints.filter(\.isBuilt)
        self.version = version
    }

    /// The document.
    var json: JSON {
        [
            "openapi": "3.0.3",
            "info": [
                "title": "Reeve",
                "description": """
                Governs an orchestration platform: tenants, rights, secrets, provisioning and audit. \
                What is marked `x-reeve` is not part of the contract that the other operations follow.
                """,
                "version": .string(version),
            ],
            "servers": [["url": "/"]],
            "tags": .array(tags.map { ["name": .string($0)] }),
            "paths": .object(paths),
            "security": Self.security,
            "components": ["schemas": Self.schemas, "responses": Self.responses, "securitySchemes": Self.schemes],
        ]
    }

    /// The tags, in the order of the table.
    private var tags: [String] {
        var seen: Set<String> = []
        return endpoints.map(\.tag).filter { seen.insert($0).inserted }
    }

    private var paths: JSONObject {
        var paths = JSONObject()
        for endpoint in endpoints {
            var path = paths[endpoint.route.path]?.object ?? JSONObject()
            path[endpoint.route.method.lowercased()] = endpoint.description
            paths[endpoint.route.path] = .object(path)
        }
        return paths
    }
}

extension OpenAPIDocument {
    /// A token, or else the session of a browser.
    static let security: JSON = [["bearerAuth": []], ["sessionCookie": []], ["plainSessionCookie": []]]

    private static let schemes: JSON = [
        "bearerAuth": [
            "type": "http", "scheme": "bearer", "description": "An API token of a user or of a service account.",
        ],
        "sessionCookie": [
            "type": "apiKey", "in": "cookie", "name": .string(SessionCookie.name(isSecure: true)),
            "description": """
            The session that a sign-in begins, over TLS. Requests that change something repeat the `csrfToken` \
            cookie in `X-CSRF-TOKEN`.
            """,
        ],
        "plainSessionCookie": [
            "type": "apiKey", "in": "cookie", "name": .string(SessionCookie.name(isSecure: false)),
            "description": "The same where TLS is not spoken, which is on loopback only.",
        ],
    ]

    private static let responses: JSON = [
        "Problem": [
            "description": "What went wrong (RFC 9457).",
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ],
        "SCIMError": [
            "description": "What went wrong (RFC 7644 section 3.12).",
            "content": ["application/scim+json": ["schema": ["$ref": "#/components/schemas/SCIMError"]]],
        ],
    ]

    private static let schemas: JSON = [
        "Problem": [
            "type": "object",
            "required": ["type", "title", "status", "detail", "message"],
            "properties": [
                "type": ["type": "string"],
                "title": ["type": "string", "description": "The phrase of the status."],
                "status": ["type": "integer"],
                "detail": ["type": "string", "description": "What went wrong, in a sentence."],
                "message": ["type": "string", "description": "The same as `detail`."],
                "instance": ["type": "string", "description": "The path that was asked for."],
                "requestId": ["type": "string", "description": "Finds the request in the log."],
                "errors": ["type": "array", "items": ["$ref": "#/components/schemas/FieldError"]],
            ],
        ],
        "FieldError": [
            "type": "object",
            "required": ["field", "message"],
            "properties": [
                "field": ["type": "string", "description": "The field, as a path with dots."],
                "message": ["type": "string", "description": "What was expected of it."],
            ],
        ],
        "SCIMError": [
            "type": "object",
            "required": ["schemas", "status"],
            "properties": [
                "schemas": ["type": "array", "items": ["type": "string"]],
                "status": ["type": "string"],
                "detail": ["type": "string"],
                "scimType": ["type": "string"],
            ],
        ],
    ]
}
