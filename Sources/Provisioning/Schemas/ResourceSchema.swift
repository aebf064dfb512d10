public import JSON

/// A schema: attributes under a URN.
public struct ResourceSchema: Sendable, Equatable {
    /// The URN.
    public var id: String
    /// The name for a reader.
    public var name: String
    /// What the schema describes.
    public var description: String
    /// The attributes in the order in which they are written.
    public var attributes: [SchemaAttribute]

    /// Describes a schema.
    ///
    /// - Parameters:
    ///   - id: The URN.
    ///   - name: The name for a reader.
    ///   - description: What the schema describes.
    ///   - attributes: The attributes in the order in which they are written.
    public init(id: String, name: String, description: String, attributes: [SchemaAttribute]) {
        self.id = id
        self.name = name
        self.description = description
        self.attributes = attributes
    }

    /// Finds an attribute.
    ///
    /// - Parameter name: Its name in any case.
    /// - Returns: The attribute, or `nil` if there is none of that name.
    public func attribute(named name: String) -> SchemaAttribute? {
        attributes.first(named: name)
    }

    /// Every schema that is served, those of resources first.
    public static let all: [ResourceSchema] = [
        .user, .enterpriseUser, .group, .serviceProviderConfig, .resourceType, .schema,
    ]

    /// The schema as a resource of `/Schemas`.
    ///
    /// - Parameter base: The address under which the endpoints are, without a slash at its end.
    /// - Returns: A document of the Schema schema.
    public func document(base: String) -> JSON {
        [
            "schemas": [.string(Self.schema.id)],
            "id": .string(id),
            "name": .string(name),
            "description": .string(description),
            "attributes": .array(attributes.map(\.document)),
            "meta": ["resourceType": "Schema", "location": .string("\(base)/Schemas/\(id)")],
        ]
    }
}
