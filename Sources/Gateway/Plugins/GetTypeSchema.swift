import Access
import Flows
import JSON
import Postgres
import Tenancy

/// What of the language there is a schema for.
enum SchemaType: String {
    case flow = "FLOW"
    case task = "TASK"
    case trigger = "TRIGGER"

    /// Reads the parameter of a path.
    ///
    /// - Throws: ``GateError/hidden`` for what has no schema here.
    init(_ request: Request) throws {
        guard let type = request.parameters["type"].flatMap({ SchemaType(rawValue: $0.uppercased()) }) else {
            throw GateError.hidden
        }
        self = type
    }

    fileprivate var schema: PreparedJSON {
        switch self {
        case .flow: PreparedSchemas.flow
        case .task: PreparedSchemas.task
        case .trigger: PreparedSchemas.trigger
        }
    }

    fileprivate var list: PreparedJSON {
        switch self {
        case .flow: PreparedSchemas.flows
        case .task: PreparedSchemas.tasks
        case .trigger: PreparedSchemas.triggers
        }
    }
}

/// The schemas, which are large and always the same.
private enum PreparedSchemas {
    static let flow = PreparedJSON(SchemaCatalog().flows)
    static let task = PreparedJSON(SchemaCatalog().tasks)
    static let trigger = PreparedJSON(SchemaCatalog().triggers)
    static let flows = PreparedJSON(SchemaCatalog.list(of: SchemaCatalog().flows))
    static let tasks = PreparedJSON(SchemaCatalog.list(of: SchemaCatalog().tasks))
    static let triggers = PreparedJSON(SchemaCatalog.list(of: SchemaCatalog().triggers))
}

/// Answers the JSON Schema of flows, tasks or triggers.
struct GetTypeSchema: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/schemas/{type}"
    static let id = "getSchemasFromType"
    static let summary = "Get the JSON schema for a type"
    static let fields = [FieldDescription.query("arrayOf", "boolean", "Whether the schema is that of a list of them.")]

    private let type: SchemaType
    private let isList: Bool

    init(_ request: Request) throws {
        type = try SchemaType(request)
        isList = try request.flag("arrayOf")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> PreparedJSON {
        isList ? type.list : type.schema
    }
}

/// Answers what all flows, tasks or triggers can be given.
struct GetSchemaProperties: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/properties/{type}"
    static let id = "getPropertiesFromType"
    static let summary = "Get the properties part of the JSON schema for a type"

    private let type: SchemaType

    init(_ request: Request) throws {
        type = try SchemaType(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        switch type {
        case .flow: SchemaCatalog.schema(of: Property.ofFlows)
        case .task: SchemaCatalog.schema(of: Property.ofTasks)
        case .trigger: SchemaCatalog.schema(of: Property.ofTriggers)
        }
    }
}
