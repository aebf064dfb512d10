public import JSON

/// What a flow gives back at the end of an execution: a typed value under an identifier.
public struct OutputDeclaration: Sendable, Hashable {
    /// The identifier; dots lead into maps.
    public var id: String

    /// The type.
    public var type: InputType

    /// What gives the value; text in it may be templates.
    public var value: JSON

    /// The type of the elements of a list.
    public var itemType: InputType?

    /// Whether there must be a value.
    public var isRequired = true

    /// What people see instead of the identifier.
    public var displayName: String?

    /// What the value is, in Markdown.
    public var description: String?

    /// Declares an output.
    ///
    /// - Parameters:
    ///   - id: The identifier.
    ///   - type: The type.
    ///   - value: What gives the value.
    public init(id: String, type: InputType, value: JSON) {
        (self.id, self.type, self.value) = (id, type, value)
    }

    /// The declaration as the API shows it.
    public var json: JSON { .object(declaration) }

    /// The same as an object, former names replaced.
    public var declaration: JSONObject {
        var object: JSONObject = [
            "id": .string(id), "type": .string(type.rawValue), "value": value, "required": .bool(isRequired),
        ]
        object["itemType"] = itemType.map { .string($0.rawValue) }
        object["displayName"] = displayName.map { .string($0) }
        object["description"] = description.map { .string($0) }
        return object
    }
}
