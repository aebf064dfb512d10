public import JSON

/// A kind of resource: its schemas and where it is served.
public struct ResourceType: Sendable, Equatable {
    /// The name, as in `meta.resourceType`.
    public var name: String
    /// The path of the endpoint, relative to the service: `/Users`.
    public var endpoint: String
    /// What the resources are.
    public var description: String
    /// The main schema.
    public var schema: ResourceSchema
    /// The schemas that extend it; a resource may have each of them.
    public var extensions: [ResourceSchema]

    /// Describes a kind of resource.
    ///
    /// - Parameters:
    ///   - name: The name, as in `meta.resourceType`.
    ///   - endpoint: The path of the endpoint, relative to the service.
    ///   - description: What the resources are.
    ///   - schema: The main schema.
    ///   - extensions: The schemas that extend it.
    public init(
        name: String,
        endpoint: String,
        description: String,
        schema: ResourceSchema,
        extensions: [ResourceSchema] = []
    ) {
        self.name = name
        self.endpoint = endpoint
        self.description = description
        self.schema = schema
        self.extensions = extensions
    }

    /// Users.
    public static let user = ResourceType(
        name: "User",
        endpoint: "/Users",
        description: "Accounts of people",
        schema: .user,
        extensions: [.enterpriseUser]
    )

    /// Groups of users.
    public static let group = ResourceType(
        name: "Group",
        endpoint: "/Groups",
        description: "Users that are given rights together",
        schema: .group
    )

    /// Every kind of resource that is served.
    public static let all: [ResourceType] = [.user, .group]

    /// The kind as a resource of `/ResourceTypes`.
    ///
    /// - Parameter base: The address under which the endpoints are, without a slash at its end.
    /// - Returns: A document of the ResourceType schema.
    public func document(base: String) -> JSON {
        var document: JSONObject = [
            "schemas": [.string(ResourceSchema.resourceType.id)],
            "id": .string(name),
            "name": .string(name),
            "endpoint": .string(endpoint),
            "description": .string(description),
            "schema": .string(schema.id),
        ]
        if !extensions.isEmpty {
            document["schemaExtensions"] = .array(
                extensions.map { ["schema": .string($0.id), "required": false] }
            )
        }
        document["meta"] = ["resourceType": "ResourceType", "location": .string("\(base)/ResourceTypes/\(name)")]
        return .object(document)
    }
}
