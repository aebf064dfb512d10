import Access
import Flows
import JSON
import Postgres
import Tenancy

/// Answers the types of inputs.
struct ListInputTypes: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/inputs"
    static let id = "getAllInputTypes"
    static let summary = "Get all types for an inputs"

    init(_ request: Request) throws {}

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [JSON] {
        InputSchemas.types.map { ["type": .string($0), "cls": .string($0)] }
    }
}

/// Answers what is known about a type of inputs.
struct GetInputTypeSchema: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/inputs/{type}"
    static let id = "getSchemaFromInputType"
    static let summary = "Get the JSON schema for an input type"

    private let documentation: JSON

    init(_ request: Request) throws {
        guard let name = request.parameters["type"]?.uppercased(), let schema = InputSchemas.schema(of: name) else {
            throw GateError.hidden
        }
        documentation = [
            "markdown": .string(FlowReference().description(ofInput: name)),
            "schema": ["properties": .object(schema), "outputs": [:], "definitions": [:]],
        ]
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        documentation
    }
}
