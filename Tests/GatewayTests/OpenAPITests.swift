import FoundationEssentials
import HTTP
import JSON
import Testbed
import Testing

@testable import Gateway

/// A file of the package's documentation.
private func page(_ name: String) throws -> String {
    let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return try String(contentsOfFile: "/\(package)/Docs/\(name)", encoding: .utf8)
}

/// An operation of the document.
private struct Described {
    let route: String
    let object: JSON

    static func all(in document: JSON) -> [Described] {
        (document["paths"]?.object?.members ?? []).flatMap { path in
            (path.value.object?.members ?? []).map { method in
                Described(route: "\(method.name.uppercased()) \(path.name)", object: method.value)
            }
        }
    }

    func parameters(in place: String) -> [String] {
        (object["parameters"]?.array ?? []).filter { $0["in"]?.string == place }.compactMap { $0["name"]?.string }
    }
}

@Suite("The API's description")
struct OpenAPITests {
    private let document = OpenAPIDocument(version: "1.2.3").json
    private var operations: [Described] { Described.all(in: document) }

    @Test func `can be read and is the same every time`() throws {
        let bytes = document.serialized()
        #expect(try JSON(parsing: bytes) == document)
        #expect(OpenAPIDocument(version: "1.2.3").json.serialized() == bytes)
        #expect(document["openapi"] == "3.0.3")
        #expect(document["info"]?["version"] == "1.2.3")
    }

    @Test func `has what is built, and nothing that is not`() {
        let described = Set(operations.map(\.route))
        #expect(described == Set(APITable.endpoints.map(\.route.description)))
        #expect(described.isDisjoint(with: APITable.unbuilt.map(\.route.description)))
        let all = OpenAPIDocument(APITable.endpoints + APITable.unbuilt, version: "1.2.3").json
        #expect(all == document)
    }

    @Test func `names every operation once`() {
        var names: Set<String> = []
        for operation in operations {
            let name = operation.object["operationId"]?.string ?? ""
            #expect(!name.isEmpty && names.insert(name).inserted, "\(operation.route): \(name)")
        }
    }

    @Test func `has no two paths that differ in the names of parameters alone`() {
        let paths = document["paths"]?.object?.keys ?? []
        let shapes = paths.map { path in
            path.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : String($0) }.joined(separator: "/")
        }
        #expect(Set(shapes).count == paths.count)
    }

    @Test func `declares every parameter of a path, and each of the query once`() {
        for operation in operations {
            let path = operation.route.split(separator: "/").filter { $0.hasPrefix("{") }
            #expect(operation.parameters(in: "path") == path.map { String($0.dropFirst().dropLast()) })
            let query = operation.parameters(in: "query")
            #expect(Set(query).count == query.count, "\(operation.route)")
        }
    }

    @Test func `refers only to what it has`() {
        func references(_ json: JSON) -> [String] {
            switch json {
            case .object(let object):
                object.members.flatMap { $0.name == "$ref" ? [$0.value.string ?? ""] : references($0.value) }
            case .array(let elements): elements.flatMap(references)
            default: []
            }
        }
        let all = Set(references(document))
        #expect(all.contains("#/components/responses/Problem"))
        for reference in all {
            let found = reference.split(separator: "/").dropFirst().reduce(document as JSON?) { $0?[String($1)] }
            #expect(found != nil, "\(reference)")
        }
    }

    @Test func `tells who may do what`() {
        func operation(_ route: String) -> JSON? { operations.first { $0.route == route }?.object }
        let create = operation("POST /api/v1/{tenant}/groups")
        #expect(create?["x-permission"] == "group.create")
        #expect(create?["x-scope"] == "tenant")
        #expect(create?["x-reeve"] == nil)
        #expect(create?["security"] == nil)
        let health = operation("GET /health")
        #expect(health?["security"] == [])
        #expect(health?["x-permission"] == nil)
        #expect(health?["x-reeve"] == true)
        let user = operation("GET /api/v1/{tenant}/integrations/{integration}/scim/v2/Users/{id}")
        #expect(user?["security"] == [["bearerAuth": []]])
        #expect(user?["responses"]?["default"] == ["$ref": "#/components/responses/SCIMError"])
    }

    @Test func `tells what comes of a success`() {
        func responses(_ route: String) -> JSON? { operations.first { $0.route == route }?.object["responses"] }
        #expect(responses("DELETE /api/v1/{tenant}/groups/{id}")?["204"] == ["description": "No Content"])
        let page = responses("GET /api/v1/{tenant}/groups/search")
        #expect(page?["200"]?["content"]?["application/json"] != nil)
        #expect(responses("GET /api/v1/{tenant}/auditlogs/export")?["200"]?["content"]?["text/csv"] != nil)
    }

    @Test(
        arguments: [
            ("integer", ["type": "integer"]),
            ("date-time", ["type": "string", "format": "date-time"]),
            ("[string]", ["type": "array", "items": ["type": "string"]]),
            ("OWNER | MEMBER", ["type": "string", "enum": ["OWNER", "MEMBER"]]),
            ("SCIM", ["type": "string", "enum": ["SCIM"]]),
            ("[{key, value}]", ["type": "array", "items": ["type": "object", "description": "{key, value}"]]),
            ("a b", ["type": "object", "description": "a b"]),
            ("a |", ["type": "object", "description": "a |"]),
            ("", ["type": "object", "description": ""]),
        ] as [(String, JSON)]
    )
    func `reads the types of fields`(type: String, schema: JSON) {
        #expect(FieldDescription.schema(of: type) == schema)
    }

    @Test func `tells a list from an object`() {
        func schema(_ route: String) -> JSON? {
            operations.first { $0.route == route }?.object["requestBody"]?["content"]?["application/json"]?["schema"]
        }
        let one = schema("POST /api/v1/{tenant}/bindings")
        #expect(one?["required"] == ["type", "externalId", "roleId"])
        #expect(one != nil && schema("POST /api/v1/{tenant}/bindings/bulk") == ["type": "array", "items": one ?? nil])
    }

    @Test func `has a page for people that is up to date`() throws {
        // A comparison with `==` in the expectation would print both pages.
        let isUpToDate = try page("api.md") == APIReference.markdown()
        #expect(isUpToDate, "Docs/api.md is not up to date: `reeve config api-reference > Docs/api.md`, or `make docs`")
    }
}

@Suite("Asking for the API's description", .database)
struct GetOpenAPIDocumentTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    @Test func `is open to all, and spares those who have it`() async throws {
        let answer = await harness.send("GET /api/v1/openapi.json", as: .nobody)
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "application/json")
        #expect(try JSON(parsing: Array(answer.text.utf8))["openapi"] == "3.0.3")
        let tag = try #require(answer.headers["etag"])
        for known in [tag, "W/\(tag)", "\"other\" , \(tag)", "*"] {
            let again = await harness.send(
                "GET /api/v1/openapi.json",
                as: .nobody,
                headers: [("if-none-match", known)]
            )
            #expect(again.status == 304 && again.text.isEmpty, "\(known)")
        }
        let other = await harness.send(
            "GET /api/v1/openapi.json",
            as: .nobody,
            headers: [("if-none-match", "\"other\"")]
        )
        #expect(other.status == 200 && other.text == answer.text)
    }
}
