import JSON

extension ResourceSchema {
    /// The core schema of a user (RFC 7643 sections 4.1 and 8.7.1).
    public static let user = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:User",
        name: "User",
        description: "An account of a person",
        attributes: userNames + userSettings + userContacts + userMemberships
    )

    private static let userNames: [SchemaAttribute] = [
        SchemaAttribute(
            "userName",
            description: "The name by which the user signs in; compared without regard to case",
            isRequired: true,
            uniqueness: .server
        ).limited(toBytes: 1024),
        SchemaAttribute(
            "name",
            .complex,
            description: "The parts of the user's name",
            subAttributes: [
                SchemaAttribute("formatted", description: "The whole name, ready to be shown"),
                SchemaAttribute("familyName", description: "The family name").limited(toBytes: 1024),
                SchemaAttribute("givenName", description: "The given name"),
                SchemaAttribute("middleName", description: "The middle names"),
                SchemaAttribute("honorificPrefix", description: "What precedes the name, such as a title"),
                SchemaAttribute("honorificSuffix", description: "What follows the name, such as a generation"),
            ]
        ),
        SchemaAttribute("displayName", description: "The name that others are shown").limited(toBytes: 1024),
        SchemaAttribute("nickName", description: "How the user is addressed casually"),
        SchemaAttribute(
            "profileUrl",
            .reference,
            description: "The address of a page about the user",
            referenceTypes: ["external"]
        ),
    ]

    private static let userSettings: [SchemaAttribute] = [
        SchemaAttribute("title", description: "The user's position, such as Engineer"),
        SchemaAttribute("userType", description: "How the user belongs to the organization, such as Contractor"),
        SchemaAttribute("preferredLanguage", description: "The languages preferred, as in an Accept-Language header"),
        SchemaAttribute("locale", description: "The locale for dates, numbers and currencies, as a language tag"),
        SchemaAttribute("timezone", description: "The time zone, by its name in the IANA database"),
        SchemaAttribute("active", .boolean, description: "Whether the user may sign in; true unless set")
            .assumed(true),
        SchemaAttribute(
            "password",
            description: "A new password in clear; it can be set and is never shown",
            isCaseExact: true,
            mutability: .writeOnly,
            returned: .never
        ).limited(toBytes: 1024),
    ]

    private static let userContacts: [SchemaAttribute] = [
        values(
            "emails",
            "The user's e-mail addresses",
            value: SchemaAttribute("value", description: "An e-mail address").limited(toBytes: 1024),
            types: ["work", "home", "other"]
        ),
        values(
            "phoneNumbers",
            "The user's telephone numbers",
            value: SchemaAttribute("value", description: "A telephone number, kept as it was sent"),
            types: ["work", "home", "mobile", "fax", "pager", "other"]
        ),
        values(
            "ims",
            "The user's addresses for instant messages",
            value: SchemaAttribute("value", description: "An address for instant messages"),
            types: ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]
        ),
        values(
            "photos",
            "Pictures of the user",
            value: SchemaAttribute(
                "value",
                .reference,
                description: "The address of a picture",
                referenceTypes: ["external"]
            ),
            types: ["photo", "thumbnail"]
        ),
        SchemaAttribute(
            "addresses",
            .complex,
            isMultiValued: true,
            description: "The user's postal addresses",
            subAttributes: [
                SchemaAttribute("formatted", description: "The whole address, ready to be printed"),
                SchemaAttribute("streetAddress", description: "Street, house number and what goes with them"),
                SchemaAttribute("locality", description: "The city or locality"),
                SchemaAttribute("region", description: "The state or region"),
                SchemaAttribute("postalCode", description: "The postal code"),
                SchemaAttribute("country", description: "The country, by its two letters in ISO 3166-1"),
                SchemaAttribute(
                    "type",
                    description: "What the address is used for",
                    canonicalValues: ["work", "home", "other"]
                ),
                primary,
            ]
        ),
    ]

    private static let userMemberships: [SchemaAttribute] = [
        SchemaAttribute(
            "groups",
            .complex,
            isMultiValued: true,
            description: "The groups that the user is in; changed through the groups",
            mutability: .readOnly,
            subAttributes: [
                SchemaAttribute("value", description: "The group's id", isCaseExact: true, mutability: .readOnly),
                SchemaAttribute(
                    "$ref",
                    .reference,
                    description: "The group's location",
                    isCaseExact: true,
                    mutability: .readOnly,
                    referenceTypes: ["Group"]
                ),
                SchemaAttribute("display", description: "The group's name", mutability: .readOnly),
                SchemaAttribute(
                    "type",
                    description: "Whether the user is a member itself",
                    canonicalValues: ["direct", "indirect"],
                    mutability: .readOnly
                ),
            ]
        ),
        values(
            "entitlements",
            "What the user is entitled to",
            value: SchemaAttribute("value", description: "An entitlement")
        ),
        values(
            "roles",
            "What the user is, such as Student",
            value: SchemaAttribute("value", description: "A role")
        ),
        values(
            "x509Certificates",
            "The user's certificates",
            value: SchemaAttribute("value", .binary, description: "A certificate in DER", isCaseExact: true)
        ),
    ]

    /// A list of values with the sub-attributes that such lists commonly have.
    private static func values(
        _ name: String,
        _ description: String,
        value: SchemaAttribute,
        types: [String] = []
    ) -> SchemaAttribute {
        SchemaAttribute(
            name,
            .complex,
            isMultiValued: true,
            description: description,
            subAttributes: [
                value,
                SchemaAttribute("display", description: "The value as it is shown to a reader"),
                SchemaAttribute("type", description: "What the value is used for", canonicalValues: types),
                primary,
            ]
        )
    }

    private static let primary = SchemaAttribute(
        "primary",
        .boolean,
        description: "Whether this is the preferred value; true at most once"
    )
}
