public import JSON

/// Reads resources that clients send: checks them against the schemas and gives them one form.
///
/// Attributes that are not known, and those that only the server sets, are ignored and never kept. `null`, an empty list
/// and an absent attribute are the same. Names may be written in any case. A pair of `type` and `value` that is repeated in
/// a list is merged into its first occurrence.
public struct ResourceReader: Sendable {
    /// The type of the resources.
    public let type: ResourceType
    /// Which liberties the client takes.
    public let profile: IntegrationProfile

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - type: The type of the resources.
    ///   - profile: Which liberties the client takes.
    public init(_ type: ResourceType, profile: IntegrationProfile) {
        self.type = type
        self.profile = profile
    }

    /// Reads the body of a request that makes a resource.
    ///
    /// - Parameter body: The body.
    /// - Returns: What is to be stored.
    /// - Throws: `invalidSyntax` if the body is no object or names something twice, `invalidValue` if an attribute has the
    ///   wrong type or form, or a required one is missing.
    public func content(creating body: JSON) throws(ProvisioningError) -> ResourceContent {
        guard let object = body.object else { throw .invalidSyntax("expected an object, found \(body.kind)") }
        try refuseRepeatedNames(in: object, "the resource")
        try checkSchemas(object.member(ignoringCase: "schemas")?.value)
        var attributes: JSONObject = [:]
        try read(ResourceType.externalID, from: object, into: &attributes, at: "")
        for attribute in type.schema.attributes {
            try read(attribute, from: object, into: &attributes, at: "")
        }
        for schema in type.extensions {
            guard let value = object.member(ignoringCase: schema.id)?.value, !value.isNull else { continue }
            attributes[schema.id] = try self.extension(value, schema)
        }
        let content = ResourceContent(settlingPasswordOf: attributes)
        try type.checkRequired(in: content.attributes)
        return content
    }

    /// Reads the body of a request that replaces a resource as a whole.
    ///
    /// What the body leaves out is cleared, but for the password.
    ///
    /// - Parameters:
    ///   - current: What is stored.
    ///   - body: The body.
    /// - Returns: What is to be stored instead.
    /// - Throws: As in making a resource; `mutability` if an attribute is to change that can be set only once.
    public func content(replacing current: ResourceContent, by body: JSON) throws(ProvisioningError) -> ResourceContent
    {
        let content = try content(creating: body)
        try type.checkImmutable(old: current.attributes, new: content.attributes)
        return content
    }

    // MARK: Values

    /// Reads a value of an attribute in its proper form, `nil` if it is as good as absent.
    func value(_ value: JSON, of attribute: SchemaAttribute, at place: String) throws(ProvisioningError) -> JSON? {
        guard attribute.isMultiValued, !value.isNull else { return try single(value, of: attribute, at: place) }
        guard let elements = value.array else {
            throw .invalidValue("`\(place)`: expected a list, found \(value.kind)")
        }
        let list = try self.elements(elements, of: attribute, at: place)
        return list.isEmpty ? .none : .array(list)
    }

    /// Reads the elements of a list.
    func elements(
        _ elements: [JSON],
        of attribute: SchemaAttribute,
        at place: String
    ) throws(ProvisioningError) -> [JSON] {
        var list: [JSON] = []
        for (position, element) in elements.enumerated() {
            if let element = try single(element, of: attribute, at: "\(place)[\(position)]") { list.append(element) }
        }
        list = attribute.merged(list)
        guard list.count <= attribute.maximumCount else {
            throw .invalidValue("`\(place)`: expected at most \(attribute.maximumCount) values, found \(list.count)")
        }
        guard list.count(where: \.isPrimary) <= 1 else {
            throw .invalidValue("`\(place)`: `primary` is true more than once")
        }
        return list
    }

    /// Reads one value, which of a list is one element.
    func single(_ value: JSON, of attribute: SchemaAttribute, at place: String) throws(ProvisioningError) -> JSON? {
        if value.isNull { return nil }
        guard attribute.kind == .complex else { return try scalar(value, of: attribute, at: place) }
        // The manager arrives as a bare id.
        if !attribute.isMultiValued, case .string(let text) = value, attribute.subAttribute(named: "value") != nil {
            return text.isEmpty ? .none : try complex(["value": value], of: attribute, at: place)
        }
        guard let object = value.object else {
            throw .invalidValue("`\(place)`: expected an object, found \(value.kind)")
        }
        return try complex(object, of: attribute, at: place)
    }

    private func complex(
        _ object: JSONObject,
        of attribute: SchemaAttribute,
        at place: String
    ) throws(ProvisioningError) -> JSON? {
        try refuseRepeatedNames(in: object, "`\(place)`")
        var members: JSONObject = [:]
        for sub in attribute.subAttributes {
            try read(sub, from: object, into: &members, at: "\(place).")
        }
        guard !members.isEmpty else { return nil }
        for sub in attribute.subAttributes where sub.isRequired && members[sub.name] == nil {
            throw .invalidValue("`\(place).\(sub.name)`: expected a value")
        }
        return .object(members)
    }

    private func scalar(
        _ value: JSON,
        of attribute: SchemaAttribute,
        at place: String
    ) throws(ProvisioningError) -> JSON {
        switch (attribute.kind, value) {
        case (.string, .string(let text)), (.reference, .string(let text)):
            guard text.utf8.count <= attribute.maximumBytes else {
                throw .invalidValue("`\(place)`: expected at most \(attribute.maximumBytes) bytes")
            }
            return value
        case (.boolean, .bool):
            return value
        case (.boolean, .string(let text)):
            if profile.readsBooleansInStrings, let boolean = Bool(word: text) { return .bool(boolean) }
        case (.decimal, .integer), (.decimal, .number):
            return value
        case (.integer, _):
            if let integer = value.integer { return .integer(integer) }
        case (.dateTime, .string(let text)):
            if DateTime(parsing: text) != nil { return value }
        case (.binary, .string(let text)):
            guard text.utf8.count <= attribute.maximumBytes else {
                throw .invalidValue("`\(place)`: expected at most \(attribute.maximumBytes) bytes of base64")
            }
            if text.isBase64 { return value }
        default:
            break
        }
        throw .invalidValue("`\(place)`: expected \(attribute.kind.article), found \(value.kind)")
    }

    /// Reads what an extension's URN leads to.
    func `extension`(_ value: JSON, _ schema: ResourceSchema) throws(ProvisioningError) -> JSON? {
        guard let object = value.object else {
            throw .invalidValue("`\(schema.id)`: expected an object, found \(value.kind)")
        }
        try refuseRepeatedNames(in: object, "`\(schema.id)`")
        var members: JSONObject = [:]
        for attribute in schema.attributes {
            try read(attribute, from: object, into: &members, at: "\(schema.id):")
        }
        return members.isEmpty ? .none : .object(members)
    }

    private func read(
        _ attribute: SchemaAttribute,
        from object: JSONObject,
        into members: inout JSONObject,
        at prefix: String
    ) throws(ProvisioningError) {
        guard attribute.mutability != .readOnly, let sent = object.member(ignoringCase: attribute.name) else { return }
        members[attribute.name] = try value(sent.value, of: attribute, at: prefix + attribute.name)
    }

    // MARK: Structure

    func refuseRepeatedNames(in object: JSONObject, _ place: String) throws(ProvisioningError) {
        guard let name = object.nameRepeatedIgnoringCase else { return }
        throw .invalidSyntax("\(place) has the attribute `\(name)` twice")
    }

    private func checkSchemas(_ value: JSON?) throws(ProvisioningError) {
        guard let list = value?.array, !list.isEmpty else {
            throw .invalidValue("`schemas`: expected a list with `\(type.schema.id)`")
        }
        var seen: Set<String> = []
        for element in list {
            guard let urn = element.string else {
                throw .invalidValue("`schemas`: expected strings, found \(element.kind)")
            }
            guard seen.insert(urn.asciiLowercased).inserted else {
                throw .invalidValue("`schemas`: a schema is named twice")
            }
            let isKnown = urn.asciiLowercased == type.schema.id.asciiLowercased || type.extension(named: urn) != nil
            guard isKnown || profile.ignoresUnknownSchemas else {
                throw .invalidValue("`schemas`: a schema is named that a \(type.name) has not")
            }
        }
        guard seen.contains(type.schema.id.asciiLowercased) else {
            throw .invalidValue("`schemas`: expected a list with `\(type.schema.id)`")
        }
    }
}
