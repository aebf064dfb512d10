import JSON

extension ResourceContent {
    /// Takes the password out of attributes that have just been read.
    init(settlingPasswordOf attributes: JSONObject, otherwise password: PasswordChange = .unchanged) {
        self.init(attributes: attributes, password: password)
        guard let sent = attributes["password"]?.string else { return }
        self.attributes["password"] = nil
        self.password = .replaced(sent)
    }
}

extension ResourceType {
    /// Makes sure that required attributes are there.
    func checkRequired(in attributes: JSONObject) throws(ProvisioningError) {
        for attribute in schema.attributes where attribute.isRequired {
            switch attributes[attribute.name] {
            case nil: throw .invalidValue("`\(attribute.name)`: expected a value")
            case .string("")?: throw .invalidValue("`\(attribute.name)`: expected a value, found an empty string")
            default: continue
            }
        }
        for schema in extensions {
            guard let members = attributes[schema.id]?.object else { continue }
            for attribute in schema.attributes where attribute.isRequired && members[attribute.name] == nil {
                throw .invalidValue("`\(schema.id):\(attribute.name)`: expected a value")
            }
        }
    }

    /// Makes sure that what can be set once only has not changed.
    func checkImmutable(old: JSONObject, new: JSONObject) throws(ProvisioningError) {
        try Self.checkImmutable(schema.attributes, old: old, new: new, at: "")
        for schema in extensions {
            guard let old = old[schema.id]?.object else { continue }
            try Self.checkImmutable(
                schema.attributes,
                old: old,
                new: new[schema.id]?.object ?? [:],
                at: "\(schema.id):"
            )
        }
    }

    private static func checkImmutable(
        _ attributes: [SchemaAttribute],
        old: JSONObject,
        new: JSONObject,
        at prefix: String
    ) throws(ProvisioningError) {
        for attribute in attributes {
            guard let value = old[attribute.name], value != new[attribute.name] else { continue }
            guard attribute.mutability != .immutable else {
                throw .mutability("`\(prefix)\(attribute.name)` has a value and cannot be changed")
            }
            // The elements of a list come and go as a whole.
            guard attribute.kind == .complex, !attribute.isMultiValued, let old = value.object else { continue }
            try checkImmutable(
                attribute.subAttributes,
                old: old,
                new: new[attribute.name]?.object ?? [:],
                at: "\(prefix)\(attribute.name)."
            )
        }
    }
}

extension SchemaAttribute {
    /// What makes an element of a list the same as another: type and value, or all of it if it has no value.
    func identity(of element: JSON) -> JSON {
        guard kind == .complex, let value = element["value"], let valueAttribute = subAttribute(named: "value") else {
            return element
        }
        let text = value.string.map { JSON.string(valueAttribute.comparable($0)) } ?? value
        let type = element["type"]?.string.map { JSON.string(SearchKey($0).text) } ?? .null
        // A member of a group is one by its id alone.
        return valueAttribute.mutability == .immutable ? [text] : [type, text]
    }

    /// The elements with those that repeat an earlier one merged into it.
    func merged(_ elements: [JSON]) -> [JSON] {
        var (list, positions): ([JSON], [JSON: Int]) = ([], [:])
        for element in elements {
            let identity = identity(of: element)
            guard let position = positions[identity] else {
                positions[identity] = list.count
                list.append(element)
                continue
            }
            list[position] = list[position].filled(from: element)
        }
        return list
    }
}

extension JSON {
    /// Whether this is an element of a list that is the preferred one.
    var isPrimary: Bool { self["primary"]?.bool == true }

    /// The object with the members of another that it lacks; it is preferred if one of them is.
    func filled(from other: JSON) -> JSON {
        guard var object, let additions = other.object else { return self }
        for (name, value) in additions.members where object[name] == nil || (name == "primary" && value == true) {
            object[name] = value
        }
        return .object(object)
    }
}

extension String {
    /// Whether the text is base64 with its padding (RFC 4648 section 4).
    var isBase64: Bool {
        guard utf8.count % 4 == 0 else { return false }
        let padding = utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return false }
        return utf8.dropLast(padding).allSatisfy {
            $0.isLetter || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/")
        }
    }
}
