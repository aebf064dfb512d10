public import Daemon
public import JSON

/// What the service knows about a resource: its `meta`.
public struct ResourceMeta: Sendable, Equatable {
    /// When it was made.
    public var created: Instant
    /// When it last changed.
    public var lastModified: Instant
    /// Its address.
    public var location: String
    /// Its version.
    public var version: ResourceVersion

    /// Makes the `meta` of a resource.
    ///
    /// - Parameters:
    ///   - created: When it was made.
    ///   - lastModified: When it last changed.
    ///   - location: Its address.
    ///   - version: Its version.
    public init(created: Instant, lastModified: Instant, location: String, version: ResourceVersion) {
        self.created = created
        self.lastModified = lastModified
        self.location = location
        self.version = version
    }
}

extension ResourceType {
    /// The whole resource as it is shown when nothing is left out.
    ///
    /// - Parameters:
    ///   - id: The id that the service gave it.
    ///   - content: What clients have set.
    ///   - derived: Attributes that the service sets: the groups of a user, the members of a group; they take the place
    ///     of those of the content.
    ///   - meta: What the service knows about it.
    /// - Returns: The resource, with the schemas that it has values of.
    public func document(
        id: String,
        _ content: ResourceContent,
        derived: JSONObject = [:],
        meta: ResourceMeta
    ) -> JSONObject {
        let extended = extensions.map(\.id).filter { content.attributes[$0] != nil }
        var document: JSONObject = ["schemas": JSON(strings: [schema.id] + extended), "id": .string(id)]
        for (name, value) in content.attributes.members where !extended.contains(name) {
            document[name] = value
        }
        for (name, value) in derived.members {
            document[name] = value.array?.isEmpty == true ? .none : value
        }
        for urn in extended {
            document[urn] = content.attributes[urn]
        }
        document["meta"] = [
            "resourceType": .string(name), "created": .string(meta.created.description),
            "lastModified": .string(meta.lastModified.description), "location": .string(meta.location),
            "version": .string(meta.version.entityTag),
        ]
        return document
    }
}
