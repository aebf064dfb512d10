import Access
import Flows
import HTTP
import JSON
import Postgres
import Tenancy

/// Answers the plugins, of which there is one: what is built in.
struct ListPlugins: PluginOperation {
    static let route: Route = "GET /api/v1/plugins"
    static let id = "listPlugins"
    static let summary = "Get list of plugins"
    static let fields = [
        FieldDescription.query("page", "integer", "The number of the page, from 1."),
        FieldDescription.query("size", "integer", "How many plugins a page has."),
    ]

    private let plugin: PluginReply
    private let isFirst: Bool

    init(_ request: Request) throws {
        plugin = PluginReply(version: request.services.version, groups: PluginRegistry.core.groups)
        isFirst = (request.query["page"] ?? "1") == "1"
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<PluginReply> {
        Page(results: isFirst ? [plugin] : [], total: 1)
    }
}

/// Answers the plugins, once with all types and once for each group of them.
struct ListPluginSubgroups: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/groups/subgroups"
    static let id = "getPluginBySubgroups"
    static let summary = "Get plugins group by subgroups"

    private let version: String

    init(_ request: Request) throws {
        version = request.services.version
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [PluginReply] {
        let groups = PluginRegistry.core.groups
        return [PluginReply(version: version, groups: groups)]
            + groups.map { PluginReply(version: version, groups: [$0], subgroup: $0) }
    }
}

/// Answers the types of triggers.
struct ListTriggerPlugins: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/triggers"
    static let id = "listTriggerPlugins"
    static let summary = "Get list of trigger plugins grouped by category"

    init(_ request: Request) throws {}

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<JSON> {
        let triggers = PluginRegistry.core.all.compactMap { type -> JSON? in
            guard case .trigger(let kind) = type.role else { return nil }
            return [
                "type": .string(type.name), "name": .string(type.shortName), "description": .string(type.title),
                "group": kind == .realtime ? "realtime" : "core", "ee": false,
                "icon": .string(PluginIcon(type).base64), "deprecated": .bool(type.isDeprecated),
            ]
        }
        return Page(results: triggers, total: triggers.count)
    }
}
