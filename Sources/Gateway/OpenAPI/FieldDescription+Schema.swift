import JSON

extension FieldDescription {
    /// The parameter object of a field of the query.
    var parameter: JSON {
        var parameter: JSONObject = ["name": .string(name), "in": "query", "description": .string(summary)]
        if isRequired {
            parameter["required"] = true
        }
        let schema = Self.schema(of: type)
        if schema["type"]?.string == "object" {
            parameter["style"] = "deepObject"
            parameter["explode"] = true
        }
        parameter["schema"] = schema
        return .object(parameter)
    }

    /// The schema of an object with fields; without any it is that of all values.
    static func object(of fields: [FieldDescription]) -> JSON {
        guard !fields.isEmpty else { return [:] }
        var properties = JSONObject()
        for field in fields {
            var schema = schema(of: field.type).object ?? JSONObject()
            let text = schema["description"]?.string.map { "\(field.summary) As `\($0)`." }
            schema["description"] = .string(text ?? field.summary)
            properties[field.name] = .object(schema)
        }
        var object: JSONObject = ["type": "object", "properties": .object(properties)]
        let required = fields.filter(\.isRequired).map(\.name)
        if !required.isEmpty {
            object["required"] = JSON(strings: required)
        }
        return .object(object)
    }

    /// The schema of a type as it is written in descriptions.
    ///
    /// Those are a name of a JSON type, `[type]`, and values with ` | ` between them; anything else is an object, and the
    /// text says how it looks.
    static func schema(of type: String) -> JSON {
        if type.hasPrefix("["), type.hasSuffix("]") {
            return ["type": "array", "items": schema(of: String(type.dropFirst().dropLast()))]
        }
        switch type {
        case "string", "integer", "boolean", "object": return ["type": .string(type)]
        case "map": return ["type": "object"]
        case "date-time": return ["type": "string", "format": "date-time"]
        case "file": return ["type": "string", "format": "binary"]
        case "Resource", "AuditableAction": return ["type": "string", "description": .string(type)]
        default: break
        }
        let values = values(in: type)
        return values.isEmpty
            ? ["type": "object", "description": .string(type)] : ["type": "string", "enum": JSON(strings: values)]
    }

    /// The values of `a | b`, or of a single word; empty if the text is anything else.
    private static func values(in type: String) -> [String] {
        let words = type.split(separator: " ")
        let values = words.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        let bars = words.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
        let areWords = values.allSatisfy { $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" } }
        guard areWords, bars.allSatisfy({ $0 == "|" }), words.count == 2 * values.count - 1 else { return [] }
        return values.map(String.init)
    }
}
