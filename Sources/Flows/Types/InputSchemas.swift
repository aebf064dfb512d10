package import JSON

/// JSON Schemas of declarations of inputs.
package enum InputSchemas {
    /// The types of inputs, in the order of the public API.
    package static let types = [
        "STRING", "SELECT", "INT", "FLOAT", "BOOL", "DATETIME", "DATE", "TIME", "DURATION", "FILE", "JSON", "URI",
        "SECRET", "ARRAY", "MULTISELECT", "YAML", "EMAIL", "FORM", "REUSABLE_INPUTS",
    ]

    /// The types that elements of lists may have.
    private static let elementTypes = types.filter {
        !["ARRAY", "SELECT", "MULTISELECT", "FILE", "SECRET", "FORM", "REUSABLE_INPUTS"].contains($0)
    }

    /// What every input can be given.
    package static let common: [Property] = [
        .fixed("id", .text, "Names the input; dots make groups.", required: true, formerly: ["name"]),
        .fixed("type", .choice(types), "What the value is.", required: true),
        .fixed("description", .text, "What it is for, as Markdown."),
        .fixed("displayName", .text, "What it is called where people fill it in."),
        .fixed("required", .boolean, "Whether it must be given.", default: true),
        .dynamic("defaults", .any, "What it is if it is not given."),
        .dynamic("prefill", .any, "What people find filled in; it may be emptied."),
        .fixed(
            "dependsOn",
            .object([
                .fixed("inputs", .list(.text), "The inputs that come before."),
                .dynamic("condition", .condition, "What must hold for it to be asked for."),
            ]),
            "The inputs that must be known before."
        ),
    ]

    /// What inputs of a type can be given beyond what every input can.
    ///
    /// - Parameter type: The type, such as `STRING`.
    /// - Returns: The properties, none for a type that has none or is not known.
    package static func properties(of type: String) -> [Property] {
        switch type {
        case "STRING", "SECRET": [.fixed("validator", .text, "A pattern that the whole text must match.")]
        case "SELECT":
            [.fixed("values", .list(.any), "The values to choose from, alone or as `label` and `value`.")] + choices
                + [.fixed("isRadio", .boolean, "Whether all are shown at once.", default: false)]
        case "MULTISELECT":
            [.fixed("values", .list(.any), "The values to choose from, alone or as `label` and `value`.")] + choices
                + [.fixed("itemType", .choice(elementTypes), "What the values are.", default: "STRING")]
        case "INT": range(.integer(), "min", "max")
        case "FLOAT": range(.number, "min", "max")
        case "DURATION": range(.duration, "min", "max")
        case "DATETIME": range(.dateTime, "after", "before")
        case "DATE": range(.date, "after", "before")
        case "TIME": range(.time, "after", "before")
        case "FILE":
            [
                .fixed(
                    "allowedFileExtensions",
                    .list(.text),
                    "What names of files may end with.",
                    formerly: ["extension"]
                )
            ]
        case "JSON": [.fixed("jsonSchema", .any, "A JSON Schema that the value must fulfil.")]
        case "ARRAY": [.fixed("itemType", .choice(elementTypes), "What the elements are.", required: true)]
        case "FORM": [.fixed("inputs", .inputs, "The inputs of the group.", required: true)]
        case "REUSABLE_INPUTS":
            [
                .fixed("ref", .text, "The set of inputs.", required: true),
                .fixed("namespace", .text, "The namespace of the set."),
            ]
        default: []
        }
    }

    private static let choices: [Property] = [
        .dynamic("expression", .text, "A template that renders to the values."),
        .fixed("allowCustomValue", .boolean, "Whether another value may be given.", default: false),
        .fixed("autoSelectFirst", .boolean, "Whether the first is chosen if none is given.", default: false),
    ]

    private static func range(_ type: PropertyType, _ least: String, _ most: String) -> [Property] {
        [.fixed(least, type, "The least value."), .fixed(most, type, "The greatest value.")]
    }

    /// The schema of an input of a type.
    ///
    /// - Parameter type: The type, such as `STRING`.
    /// - Returns: The schema, `nil` if the type is not known.
    package static func schema(of type: String) -> JSONObject? {
        guard types.contains(type) else { return nil }
        var schema = Property.schema(of: common + properties(of: type))
        _ = schema.update("properties") { members in
            guard var object = members.object else { return }
            object["type"] = ["const": .string(type)]
            members = .object(object)
        }
        return schema
    }

    /// The schema of an input of any type.
    static var any: JSONObject {
        ["anyOf": .array(types.compactMap { schema(of: $0) }.map { .object($0) })]
    }
}
