extension ResourceSchema {
    /// The schema of a group (RFC 7643 section 4.2).
    ///
    /// A group's members are users; groups within groups are not offered, and the schema says so.
    public static let group = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:Group",
        name: "Group",
        description: "Users that are given rights together",
        attributes: [
            SchemaAttribute(
                "displayName",
                description: "The group's name; compared without regard to case",
                isRequired: true,
                uniqueness: .server
            ).limited(toBytes: 255),
            members,
        ]
    )

    private static let members: SchemaAttribute = {
        var members = SchemaAttribute(
            "members",
            .complex,
            isMultiValued: true,
            description: "The users in the group",
            subAttributes: [
                SchemaAttribute("value", description: "The member's id", isCaseExact: true, mutability: .immutable)
                    .limited(toBytes: 255),
                SchemaAttribute(
                    "$ref",
                    .reference,
                    description: "The member's location",
                    isCaseExact: true,
                    mutability: .immutable,
                    referenceTypes: ["User"]
                ),
                SchemaAttribute(
                    "type",
                    description: "What the member is",
                    canonicalValues: ["User"],
                    mutability: .immutable
                ),
            ]
        )
        // The size of the body bounds the list.
        members.maximumCount = .max
        return members
    }()
}
