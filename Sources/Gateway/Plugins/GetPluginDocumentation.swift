import Access
import Flows
import JSON
import Postgres
import Tenancy

/// Answers what is known about a type.
struct GetPluginDocumentation: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/{cls}"
    static let id = "getPluginDocumentation"
    static let summary = "Get plugin documentation"
    static let fields = [
        FieldDescription.query("all", "boolean", "Whether what all types of its role can be given is there as well.")
    ]

    private let type: PluginType
    private let isComplete: Bool

    init(_ request: Request) throws {
        type = try request.pluginType()
        isComplete = try request.flag("all")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        type.documentation(isComplete: isComplete)
    }
}

/// Answers the versions of a type, of which there is one.
struct ListPluginVersions: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/{cls}/versions"
    static let id = "getPluginVersions"
    static let summary = "Get all versions for a plugin"

    private let type: PluginType
    private let version: String

    init(_ request: Request) throws {
        type = try request.pluginType()
        version = request.services.version
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        ["type": .string(type.name), "versions": [.string(version)]]
    }
}

/// Answers what is known about a version of a type.
struct GetPluginVersion: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/{cls}/versions/{version}"
    static let id = "getPluginDocumentationFromVersion"
    static let summary = "Get plugin documentation of a version"
    static let fields = GetPluginDocumentation.fields

    private let type: PluginType
    private let isComplete: Bool

    init(_ request: Request) throws {
        type = try request.pluginType()
        isComplete = try request.flag("all")
        guard request.parameters["version"] == request.services.version else { throw GateError.hidden }
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        type.documentation(isComplete: isComplete)
    }
}

/// Answers what of the console types bring along, which is nothing.
struct GetPluginUIManifest: PluginOperation {
    static let route: Route = "POST /api/v1/plugins/pluginUiManifest"
    static let id = "getPluginUiManifest"
    static let summary = "Get the parts of the console that types bring along"
    static let body = RequestBody.json()
    static let takesList = true
    static let fields = [
        FieldDescription.body("cls", "string", "The name of the type."),
        FieldDescription.body("version", "string", "The version of the type."),
    ]

    init(_ request: Request) throws {
        guard try request.json().array != nil else { throw FieldErrors("", "expected a list of types") }
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        ["manifest": [:]]
    }
}
