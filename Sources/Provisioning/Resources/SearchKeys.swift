import JSON

/// The columns that users are found by, taken from what is stored of them.
public struct UserKeys: Sendable, Equatable {
    /// An e-mail address that users are found by.
    public struct Email: Sendable, Equatable {
        /// The key of the address.
        public var value: String
        /// The key of the type.
        public var type: String?
        /// Whether it is the preferred address.
        public var isPrimary: Bool
    }

    /// The name as it was sent.
    public var userName: String
    /// The key of the name, unique in the tenant.
    public var userNameKey: String
    /// The client's identifier, compared as it is.
    public var externalID: String?
    /// The key of the name that is shown.
    public var displayNameKey: String?
    /// The key of the family name.
    public var familyNameKey: String?
    /// Whether the user may sign in; so it is unless the client said otherwise.
    public var isActive: Bool
    /// The e-mail addresses; elements without an address are left out.
    public var emails: [Email]

    /// Takes the keys of what was read of a request.
    ///
    /// - Parameter content: What is to be stored.
    public init(_ content: ResourceContent) {
        let attributes = content.attributes
        userName = attributes["userName"]?.string ?? ""
        userNameKey = SearchKey(userName).text
        externalID = attributes["externalId"]?.string
        displayNameKey = attributes["displayName"]?.string.map { SearchKey($0).text }
        familyNameKey = attributes["name"]?["familyName"]?.string.map { SearchKey($0).text }
        isActive = attributes["active"]?.bool ?? true
        emails = (attributes["emails"]?.array ?? []).compactMap { email in
            email["value"]?.string.map { value in
                Email(
                    value: SearchKey(value).text,
                    type: email["type"]?.string.map { SearchKey($0).text },
                    isPrimary: email.isPrimary
                )
            }
        }
    }
}

/// The columns that groups are found by, taken from what is stored of them.
public struct GroupKeys: Sendable, Equatable {
    /// The name as it was sent.
    public var displayName: String
    /// The key of the name, unique in the tenant.
    public var displayNameKey: String
    /// The client's identifier, compared as it is.
    public var externalID: String?

    /// Takes the keys of what was read of a request.
    ///
    /// - Parameter content: What is to be stored.
    public init(_ content: ResourceContent) {
        displayName = content.attributes["displayName"]?.string ?? ""
        displayNameKey = SearchKey(displayName).text
        externalID = content.attributes["externalId"]?.string
    }
}
