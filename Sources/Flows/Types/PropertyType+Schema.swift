import JSON

/// JSON Schema of what a property holds, in the draft 7 that editors of declarations read.
extension PropertyType {
    /// The schema of a value that is taken as it was written.
    var schema: JSONObject {
        switch self {
        case .text: return ["type": "string"]
        case .condition: return ["type": ["string", "boolean"]]
        case .boolean: return ["type": "boolean"]
        case .integer(let range): return Self.schema(ofIntegersIn: range)
        case .number: return ["type": "number"]
        case .duration: return ["type": "string", "format": "duration"]
        case .dateTime: return ["type": "string", "format": "date-time"]
        case .date: return ["type": "string", "format": "date"]
        case .time: return ["type": "string", "format": "time"]
        case .timeZone, .cron: return ["type": "string"]
        case .choice(let names): return ["type": "string", "enum": JSON(strings: names)]
        case .list(let element, let least):
            var schema: JSONObject = ["type": "array", "items": .object(element.schema)]
            if least > 0 { schema["minItems"] = JSON(least) }
            return schema
        case .map(let element): return ["type": "object", "additionalProperties": .object(element.schema)]
        case .object(let properties): return Property.schema(of: properties)
        case .either(let types): return ["anyOf": .array(types.map { .object($0.schema) })]
        case .any: return [:]
        case .files: return ["type": "object", "additionalProperties": ["type": "string"]]
        case .labels: return Self.labelSchema
        case .tasks: return ["type": "array", "items": Self.reference(SchemaCatalog.task)]
        case .cases:
            return [
                "type": "object",
                "additionalProperties": ["type": "array", "items": Self.reference(SchemaCatalog.task)],
            ]
        case .dependentTasks: return ["type": "array", "items": .object(Self.dependentTask)]
        case .inputs: return ["type": "array", "items": Self.reference(SchemaCatalog.input)]
        case .conditions: return ["type": "array", "items": Self.reference(SchemaCatalog.condition)]
        case .namedConditions:
            return ["type": "object", "additionalProperties": Self.reference(SchemaCatalog.condition)]
        }
    }

    /// The schema of a value that may be a template as well.
    var dynamicSchema: JSONObject {
        switch self {
        case .text, .condition, .any: schema
        case .either(let types):
            types.contains { if case .text = $0 { true } else { false } }
                ? schema : ["anyOf": .array(types.map { .object($0.schema) } + [["type": "string"]])]
        default: ["anyOf": [.object(schema), ["type": "string", "pattern": ".*\\{\\{.*\\}\\}.*"]]]
        }
    }

    static func reference(_ name: String) -> JSON { ["$ref": .string("#/definitions/\(name)")] }

    private static func schema(ofIntegersIn range: ClosedRange<Int64>) -> JSONObject {
        var schema: JSONObject = ["type": "integer"]
        if range.lowerBound > .min { schema["minimum"] = .integer(range.lowerBound) }
        if range.upperBound < .max { schema["maximum"] = .integer(range.upperBound) }
        return schema
    }

    private static let labelSchema: JSONObject = [
        "anyOf": [
            ["type": "object", "additionalProperties": ["type": "string"]],
            [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": ["key": ["type": "string"], "value": ["type": "string"]],
                    "required": ["key", "value"],
                ],
            ],
        ]
    ]

    private static let dependentTask: JSONObject = [
        "type": "object",
        "properties": [
            "task": reference(SchemaCatalog.task),
            "dependsOn": ["type": "array", "items": ["type": "string"]],
        ],
        "required": ["task"],
        "additionalProperties": false,
    ]
}

extension Property {
    /// The schema of the property, with what is known about it.
    var schema: JSONObject {
        var schema = isDynamic ? type.dynamicSchema : type.schema
        schema["title"] = .string(summary)
        schema["$dynamic"] = .bool(isDynamic)
        if let defaultValue { schema["default"] = defaultValue }
        if replacement != nil { schema["$deprecated"] = true }
        return schema
    }

    /// The schema of an object of known members.
    static func schema(of properties: [Property]) -> JSONObject {
        var members = JSONObject()
        for property in properties {
            members[property.name] = .object(property.schema)
        }
        var schema: JSONObject = ["type": "object", "properties": .object(members), "additionalProperties": false]
        let required = properties.filter(\.isRequired).map(\.name)
        if !required.isEmpty { schema["required"] = JSON(strings: required) }
        return schema
    }
}
