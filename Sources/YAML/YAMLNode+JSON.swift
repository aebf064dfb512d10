public import JSON

extension YAMLNode {
    /// The node as JSON, plain scalars read as the core schema of YAML 1.2 has it.
    ///
    /// `yes`, `on` and dates are text; `0o17` and `0x1F` are numbers. A key is the text that was written.
    ///
    /// - Returns: The value.
    /// - Throws: `YAMLError` for a tag outside the core schema, a scalar that is not what its tag says, a key that is
    ///   null, and a number that JSON or 64 bits cannot hold.
    public func json() throws(YAMLError) -> JSON {
        switch content {
        case .scalar(let scalar):
            return try value(of: scalar)
        case .sequence(let nodes):
            try demand("tag:yaml.org,2002:seq")
            var elements: [JSON] = []
            elements.reserveCapacity(nodes.count)
            for node in nodes {
                elements.append(try node.json())
            }
            return .array(elements)
        case .mapping(let pairs):
            try demand("tag:yaml.org,2002:map")
            var object = JSONObject()
            for (key, value) in pairs {
                let name = try key.name()
                guard object.append(name, try value.json()) else {
                    throw YAMLError("duplicate key `\(name.excerpt)` in one mapping", at: key.mark)
                }
            }
            return .object(object)
        }
    }

    private func name() throws(YAMLError) -> String {
        guard let text, case let value = try json(), !value.isNull else {
            throw YAMLError("a key must be text", at: mark)
        }
        return text
    }

    private func demand(_ expected: String) throws(YAMLError) {
        guard let tag, tag != "!", tag != expected else { return }
        throw YAMLError("the tag `\(tag.excerpt)` cannot be used here", at: mark)
    }

    private func value(of scalar: YAMLScalar) throws(YAMLError) -> JSON {
        let text = scalar.text
        guard let tag else {
            guard scalar.isPlain else { return .string(text) }
            return try number(CoreSchema.resolve(text))
        }
        let resolved = CoreSchema.resolve(text)
        switch (tag, resolved) {
        case ("!", _), ("tag:yaml.org,2002:str", _):
            return .string(text)
        case ("tag:yaml.org,2002:null", .null), ("tag:yaml.org,2002:bool", .bool), ("tag:yaml.org,2002:int", .integer),
            ("tag:yaml.org,2002:int", .tooLarge), ("tag:yaml.org,2002:float", .number):
            return try number(resolved)
        case ("tag:yaml.org,2002:float", .integer(let value)):
            return .number(Double(value))
        case ("tag:yaml.org,2002:null", _), ("tag:yaml.org,2002:bool", _), ("tag:yaml.org,2002:int", _),
            ("tag:yaml.org,2002:float", _):
            let kind = tag.dropFirst("tag:yaml.org,2002:".count)
            throw YAMLError("the value is no `\(kind)`, as its tag says", at: mark)
        default:
            throw YAMLError("the tag `\(tag.excerpt)` is not known", at: mark)
        }
    }

    private func number(_ resolved: CoreSchema) throws(YAMLError) -> JSON {
        switch resolved {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .text(let text): return .string(text)
        case .number(let value) where value.isFinite: return .number(value)
        case .number: throw YAMLError("the number has no JSON form; quote it to keep it as text", at: mark)
        case .tooLarge: throw YAMLError("the number is out of range; quote it to keep it as text", at: mark)
        }
    }
}
