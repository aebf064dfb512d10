public import JSON

/// A page of a list, as it is shown.
package struct ResourcePage: Sendable {
    /// The resources.
    var resources: [JSON]
    /// How many resources the whole list has.
    var total: Int
    /// The position of the first resource, from 1.
    var startIndex: Int

    /// The page as the body of a reply.
    package var document: JSON { ListResponse.document(resources, total: total, startIndex: startIndex) }
}

/// A list of resources as the body of a reply (RFC 7644 section 3.4.2).
public enum ListResponse {
    /// Makes the body of a reply with a page of a list.
    ///
    /// - Parameters:
    ///   - resources: The resources of the page, as they are shown.
    ///   - total: How many resources the whole list has.
    ///   - startIndex: The position of the first resource of the page, from 1.
    /// - Returns: A document of the ListResponse schema.
    public static func document(_ resources: [JSON], total: Int, startIndex: Int = 1) -> JSON {
        [
            "schemas": [.string(MessageSchema.listResponse)],
            "totalResults": JSON(total),
            "startIndex": JSON(startIndex),
            "itemsPerPage": JSON(resources.count),
            // Also when it is empty: clients are known to read it without asking for the number first.
            "Resources": .array(resources),
        ]
    }
}
