import Flows
import HTTP
import JSON

/// The built-in types as the one plugin that they are.
struct PluginReply: JSONReply {
    let version: String
    let groups: [PluginGroup]

    /// The group alone, if it is one of several that are listed.
    var subgroup: PluginGroup?

    var json: JSON {
        var json: JSONObject = [
            "name": "core", "title": .string(subgroup?.title ?? "Core"),
            "description": .string(subgroup?.summary ?? "Tasks and triggers that are built in."),
            "license": "", "longDescription": "", "group": .string(PluginGroup.coreName), "version": .string(version),
            "manifest": [:], "guides": [], "aliases": [], "categories": ["CORE"],
            "tasks": elements { if case .task = $0 { true } else { false } },
            "triggers": elements { if case .trigger = $0 { true } else { false } },
            "taskRunners": elements { $0 == .taskRunner }, "additionalPlugins": elements { $0 == .condition },
        ]
        for name in Self.kindsWithoutTypes {
            json[name] = []
        }
        json["subGroup"] = subgroup.map { .string($0.name) }
        return .object(json)
    }

    private static let kindsWithoutTypes = [
        "controllers", "storages", "secrets", "apps", "appBlocks", "charts", "dataFilters", "dataFiltersKPI",
        "logExporters",
    ]

    private func elements(_ isMember: (PluginType.Role) -> Bool) -> JSON {
        .array(groups.flatMap(\.types).filter { isMember($0.role) }.map(\.element))
    }
}

extension PluginType {
    /// The type in a list.
    fileprivate var element: JSON {
        [
            "cls": .string(name), "deprecated": .bool(isDeprecated), "title": .string(title),
            "description": .string(summary),
        ]
    }

    /// The type with its description and its schema.
    ///
    /// - Parameter isComplete: Whether what all types of its role can be given is there as well.
    /// - Returns: An object of `markdown` and `schema`.
    func documentation(isComplete: Bool) -> JSON {
        [
            "markdown": .string(FlowReference().description(of: self)),
            "schema": SchemaCatalog().schema(of: self, isComplete: isComplete),
        ]
    }
}

/// A document in JSON that is always the same, so it is written once.
struct PreparedJSON: Reply {
    private let bytes: [UInt8]

    init(_ json: JSON) {
        bytes = Array(json.serialized())
    }

    func response(to request: Request, status: Status) -> Response {
        Response(status, headers: ["content-type": "application/json"], body: .bytes(bytes))
    }
}
