extension ResourceSchema {
    /// The schema of the service provider's configuration (RFC 7643 section 8.7.2).
    public static let serviceProviderConfig = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
        name: "Service Provider Configuration",
        description: "What the service offers of the protocol",
        attributes: [
            SchemaAttribute(
                "documentationUri",
                .reference,
                description: "The address of the documentation",
                mutability: .readOnly,
                referenceTypes: ["external"]
            ),
            feature("patch", "Whether PATCH is offered"),
            feature(
                "bulk",
                "Whether bulk requests are offered",
                [
                    fixed("maxOperations", .integer, "How many operations a request may hold", isRequired: true),
                    fixed("maxPayloadSize", .integer, "How many bytes a request may have", isRequired: true),
                ]
            ),
            feature(
                "filter",
                "Whether filters are offered",
                [fixed("maxResults", .integer, "How many resources a reply holds at most", isRequired: true)]
            ),
            feature("changePassword", "Whether passwords can be set"),
            feature("sort", "Whether lists can be sorted"),
            feature("etag", "Whether resources have versions"),
            SchemaAttribute(
                "authenticationSchemes",
                .complex,
                isMultiValued: true,
                description: "How clients prove who they are",
                isRequired: true,
                mutability: .readOnly,
                subAttributes: [
                    fixed(
                        "type",
                        .string,
                        "The scheme",
                        isRequired: true,
                        values: ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"]
                    ),
                    fixed("name", .string, "The scheme's name for a reader", isRequired: true),
                    fixed("description", .string, "What the scheme is", isRequired: true),
                    link("specUri", "The address of the scheme's specification"),
                    link("documentationUri", "The address of the scheme's documentation"),
                    fixed("primary", .boolean, "Whether this is the preferred scheme"),
                ]
            ),
        ]
    )

    /// The schema of a resource type (RFC 7643 section 8.7.2).
    public static let resourceType = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:ResourceType",
        name: "ResourceType",
        description: "A kind of resource and where it is served",
        attributes: [
            fixed("name", .string, "The name of the kind", isRequired: true),
            fixed("description", .string, "What the resources are"),
            link("endpoint", "Where the resources are, relative to the service", isRequired: true),
            link("schema", "The URN of the main schema", isRequired: true),
            SchemaAttribute(
                "schemaExtensions",
                .complex,
                isMultiValued: true,
                description: "The schemas that extend it",
                mutability: .readOnly,
                subAttributes: [
                    link("schema", "The URN of the extension", isRequired: true),
                    fixed("required", .boolean, "Whether a resource must have it", isRequired: true),
                ]
            ),
        ]
    )

    /// The schema of a schema (RFC 7643 section 8.7.2).
    public static let schema = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:Schema",
        name: "Schema",
        description: "The attributes of a kind of resource",
        attributes: [
            fixed("name", .string, "The name for a reader", isRequired: true),
            fixed("description", .string, "What the schema describes"),
            SchemaAttribute(
                "attributes",
                .complex,
                isMultiValued: true,
                description: "The attributes",
                isRequired: true,
                mutability: .readOnly,
                subAttributes: characteristics + [
                    SchemaAttribute(
                        "subAttributes",
                        .complex,
                        isMultiValued: true,
                        description: "What a complex value consists of",
                        mutability: .readOnly,
                        subAttributes: characteristics
                    )
                ]
            ),
        ]
    )

    private static let characteristics: [SchemaAttribute] = [
        fixed("name", .string, "The name", isRequired: true, isCaseExact: true),
        fixed(
            "type",
            .string,
            "The type of the values",
            isRequired: true,
            values: ["string", "complex", "boolean", "decimal", "integer", "dateTime", "reference", "binary"]
        ),
        fixed("multiValued", .boolean, "Whether it is a list", isRequired: true),
        fixed("description", .string, "What it is for"),
        fixed("required", .boolean, "Whether a resource must have it"),
        list("canonicalValues", "The values that are suggested"),
        fixed("caseExact", .boolean, "Whether upper and lower case differ"),
        fixed(
            "mutability",
            .string,
            "Who may change it",
            isCaseExact: true,
            values: ["readOnly", "readWrite", "immutable", "writeOnly"]
        ),
        fixed(
            "returned",
            .string,
            "When it is part of a reply",
            isCaseExact: true,
            values: ["always", "never", "default", "request"]
        ),
        fixed(
            "uniqueness",
            .string,
            "How far a value is unique",
            isCaseExact: true,
            values: ["none", "server", "global"]
        ),
        list("referenceTypes", "To what a reference may lead"),
    ]

    /// A part of the configuration that is offered or not.
    private static func feature(
        _ name: String,
        _ description: String,
        _ limits: [SchemaAttribute] = []
    ) -> SchemaAttribute {
        SchemaAttribute(
            name,
            .complex,
            description: description,
            isRequired: true,
            mutability: .readOnly,
            subAttributes: [fixed("supported", .boolean, "Whether it is offered", isRequired: true)] + limits
        )
    }

    /// An attribute with one value that only the server sets.
    private static func fixed(
        _ name: String,
        _ kind: SchemaAttribute.Kind,
        _ description: String,
        isRequired: Bool = false,
        isCaseExact: Bool = false,
        values: [String] = []
    ) -> SchemaAttribute {
        SchemaAttribute(
            name,
            kind,
            description: description,
            isRequired: isRequired,
            canonicalValues: values,
            isCaseExact: isCaseExact,
            mutability: .readOnly
        )
    }

    /// A URI that only the server sets.
    private static func link(_ name: String, _ description: String, isRequired: Bool = false) -> SchemaAttribute {
        SchemaAttribute(
            name,
            .reference,
            description: description,
            isRequired: isRequired,
            isCaseExact: true,
            mutability: .readOnly,
            referenceTypes: ["uri"]
        )
    }

    /// A list of words that only the server sets.
    private static func list(_ name: String, _ description: String) -> SchemaAttribute {
        SchemaAttribute(
            name,
            isMultiValued: true,
            description: description,
            isCaseExact: true,
            mutability: .readOnly
        )
    }
}
