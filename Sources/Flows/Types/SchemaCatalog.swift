package import JSON

/// JSON Schemas of flows and their parts, made of the types that are known.
package struct SchemaCatalog: Sendable {
    private let registry: PluginRegistry

    /// Makes a catalogue.
    ///
    /// - Parameter registry: The types.
    package init(_ registry: PluginRegistry = .core) {
        self.registry = registry
    }

    /// What definitions are called that stand for any task, trigger, condition and input.
    static let task = "task"
    static let trigger = "trigger"
    static let condition = "condition"
    static let input = "input"
    private static let flow = "flow"

    /// The schema of whole flows.
    package var flows: JSON { document(Self.flow) }

    /// The schema of tasks of any type.
    package var tasks: JSON { document(Self.task) }

    /// The schema of triggers of any type.
    package var triggers: JSON { document(Self.trigger) }

    /// The schema of a list of what a schema describes.
    ///
    /// - Parameter schema: The schema of an element, one of the catalogue's.
    /// - Returns: The schema of the list.
    package static func list(of schema: JSON) -> JSON {
        guard var object = schema.object, let reference = object["$ref"] else { return schema }
        object["$ref"] = nil
        object["type"] = "array"
        object["items"] = ["$ref": reference]
        return .object(object)
    }

    /// The schema of an object of known members.
    ///
    /// - Parameter properties: The members.
    /// - Returns: The schema.
    package static func schema(of properties: [Property]) -> JSON { .object(Property.schema(of: properties)) }

    /// The schema of one type, with what it gives back and the definitions that both refer to.
    ///
    /// - Parameters:
    ///   - type: The type.
    ///   - isComplete: Whether what all types of its role have is there as well.
    /// - Returns: An object of `properties`, `outputs` and `definitions`.
    package func schema(of type: PluginType, isComplete: Bool) -> JSON {
        let properties = isComplete ? type.commonProperties + type.properties : type.properties
        var schema = Property.schema(of: properties)
        schema["title"] = .string(type.title)
        if !type.summary.isEmpty { schema["description"] = .string(type.summary) }
        if type.isDeprecated { schema["$deprecated"] = true }
        if !type.example.isEmpty {
            schema["$examples"] = [
                ["full": true, "code": .string(type.example), "lang": "yaml", "title": .string(type.title)]
            ]
        }
        return [
            "properties": .object(schema),
            "outputs": .object(Property.schema(of: type.outputs)),
            "definitions": .object(definitions(reachedFrom: properties)),
        ]
    }

    private func document(_ root: String) -> JSON {
        [
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$ref": .string("#/definitions/\(root)"),
            "definitions": .object(definitions),
        ]
    }

    private var definitions: JSONObject {
        var definitions = JSONObject()
        definitions[Self.flow] = .object(flow)
        definitions[Self.task] = choice { if case .task = $0 { true } else { false } }
        definitions[Self.trigger] = choice { if case .trigger = $0 { true } else { false } }
        definitions[Self.condition] = choice { $0 == .condition }
        definitions[Self.input] = .object(InputSchemas.any)
        for type in registry.all {
            definitions[type.name] = .object(definition(of: type))
        }
        return definitions
    }

    /// The definitions that tasks within tasks need: without them, an editor could not follow the references.
    private func definitions(reachedFrom properties: [Property]) -> JSONObject {
        let needsTypes = properties.contains { property in
            switch property.type {
            case .tasks, .cases, .dependentTasks, .conditions, .namedConditions, .inputs: true
            default: false
            }
        }
        return needsTypes ? definitions : JSONObject()
    }

    private var flow: JSONObject {
        var schema = Property.schema(of: Property.ofFlows)
        _ = schema.update("properties") { properties in
            guard var object = properties.object else { return }
            object["triggers"] = ["type": "array", "items": PropertyType.reference(Self.trigger)]
            properties = .object(object)
        }
        return schema
    }

    private func definition(of type: PluginType) -> JSONObject {
        var properties = type.commonProperties + type.properties
        properties.removeAll { $0.name == "type" }
        var schema = Property.schema(of: properties)
        _ = schema.update("properties") { members in
            guard var object = members.object else { return }
            object["type"] = ["const": .string(type.name)]
            members = .object(object)
        }
        schema["required"] = JSON(strings: ["type"] + properties.filter(\.isRequired).map(\.name))
        schema["title"] = .string(type.title)
        if !type.summary.isEmpty { schema["description"] = .string(type.summary) }
        if type.isDeprecated { schema["$deprecated"] = true }
        return schema
    }

    private func choice(_ isAccepted: (PluginType.Role) -> Bool) -> JSON {
        ["anyOf": .array(registry.all.filter { isAccepted($0.role) }.map { PropertyType.reference($0.name) })]
    }
}

extension PluginType {
    /// What all types of the same role can be given.
    package var commonProperties: [Property] {
        switch role {
        case .task: Property.ofTasks
        case .trigger: Property.ofTriggers
        case .condition, .taskRunner: [.fixed("type", .text, "The type.", required: true)]
        }
    }
}
