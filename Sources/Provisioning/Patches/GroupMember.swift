import JSON

/// The members of a group as clients name them.
public enum GroupMember {
    /// The ids of the members in the content of a group.
    ///
    /// - Parameter content: The content that was read of a request.
    /// - Returns: The ids in order, each once.
    /// - Throws: `invalidValue` if a member has no id or is a group.
    public static func ids(in content: ResourceContent) throws(ProvisioningError) -> [String] {
        try ids(content.attributes["members"]?.array ?? [])
    }

    /// The ids of members in the value of an operation.
    static func ids(
        in value: JSON,
        _ attribute: SchemaAttribute,
        _ reader: ResourceReader
    ) throws(ProvisioningError) -> [String] {
        try ids(try reader.elements(value.array ?? [value], of: attribute, at: attribute.name))
    }

    private static func ids(_ members: [JSON]) throws(ProvisioningError) -> [String] {
        var ids: [String] = []
        ids.reserveCapacity(members.count)
        for member in members {
            if let type = member["type"]?.string, SearchKey(type).text != "user" {
                throw .invalidValue("`members`: a member of the type `\(type)` is not served, only users are")
            }
            guard let id = member["value"]?.string ?? member["$ref"]?.string?.lastSegment, !id.isEmpty else {
                throw .invalidValue("`members`: a member has no `value`")
            }
            ids.append(id)
        }
        return ids
    }
}

extension String {
    /// What follows the last slash.
    fileprivate var lastSegment: String {
        guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return self }
        return String(self[utf8.index(after: slash)...])
    }
}
