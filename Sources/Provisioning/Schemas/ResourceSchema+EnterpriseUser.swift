extension ResourceSchema {
    /// The extension for users of an organization (RFC 7643 section 4.3).
    public static let enterpriseUser = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        name: "EnterpriseUser",
        description: "What an organization knows about its people",
        attributes: [
            SchemaAttribute("employeeNumber", description: "The number that the organization gave the person"),
            SchemaAttribute("costCenter", description: "The name of the cost center"),
            SchemaAttribute("organization", description: "The name of the organization"),
            SchemaAttribute("division", description: "The name of the division"),
            SchemaAttribute("department", description: "The name of the department"),
            SchemaAttribute(
                "manager",
                .complex,
                description: "To whom the person reports",
                subAttributes: [
                    SchemaAttribute("value", description: "The manager's id", isCaseExact: true),
                    SchemaAttribute(
                        "$ref",
                        .reference,
                        description: "The manager's location",
                        isCaseExact: true,
                        referenceTypes: ["User"]
                    ),
                    SchemaAttribute("displayName", description: "The manager's name", mutability: .readOnly),
                ]
            ),
        ]
    )
}
