import JSON

extension ResourceType {
    /// The attributes that every resource has, whatever its schema (RFC 7643 sections 3 and 3.1).
    static let common: [SchemaAttribute] = [
        SchemaAttribute(
            "schemas",
            .reference,
            isMultiValued: true,
            description: "The URNs of the schemas that the resource has values of",
            isRequired: true,
            mutability: .readOnly,
            returned: .always,
            referenceTypes: ["uri"]
        ),
        SchemaAttribute(
            "id",
            description: "The identifier that the service gave the resource",
            isCaseExact: true,
            mutability: .readOnly,
            returned: .always,
            uniqueness: .server
        ),
        SchemaAttribute(
            "externalId",
            description: "The identifier that the client gave the resource",
            isCaseExact: true
        ).limited(toBytes: 1024),
        SchemaAttribute(
            "meta",
            .complex,
            description: "What the service knows about the resource",
            mutability: .readOnly,
            subAttributes: [
                SchemaAttribute(
                    "resourceType",
                    description: "The kind of resource",
                    isCaseExact: true,
                    mutability: .readOnly
                ),
                SchemaAttribute("created", .dateTime, description: "When it was made", mutability: .readOnly),
                SchemaAttribute("lastModified", .dateTime, description: "When it last changed", mutability: .readOnly),
                SchemaAttribute(
                    "location",
                    .reference,
                    description: "Its address",
                    isCaseExact: true,
                    mutability: .readOnly,
                    referenceTypes: ["uri"]
                ),
                SchemaAttribute("version", description: "Its version", isCaseExact: true, mutability: .readOnly),
            ]
        ),
    ]

    /// The common attribute that clients may set.
    static let externalID = common[2]

    /// The extension with a URN in any case.
    func `extension`(named urn: String) -> ResourceSchema? {
        let key = urn.asciiLowercased
        return extensions.first { $0.id.asciiLowercased == key }
    }

    /// The attribute of the main schema or common to all resources with a name in any case.
    func attribute(named name: String) -> SchemaAttribute? {
        schema.attribute(named: name) ?? Self.common.first(named: name)
    }

    /// What a path leads to, `nil` if it leads nowhere.
    func target(of path: AttributePath) -> ResourceTarget? {
        guard let urn = path.schema else {
            return resolve(attribute(named: path.attribute), path.subAttribute, nil)
        }
        if urn.asciiLowercased == schema.id.asciiLowercased {
            return resolve(attribute(named: path.attribute), path.subAttribute, nil)
        }
        if let `extension` = `extension`(named: urn) {
            return resolve(`extension`.attribute(named: path.attribute), path.subAttribute, `extension`.id)
        }
        return `extension`(named: path.description).map { .schema($0) }
    }

    private func resolve(_ attribute: SchemaAttribute?, _ subName: String?, _ urn: String?) -> ResourceTarget? {
        guard let attribute else { return nil }
        guard let subName else { return .attribute(ResolvedAttribute(schema: urn, attribute: attribute)) }
        guard let sub = attribute.subAttribute(named: subName) else { return nil }
        return .attribute(ResolvedAttribute(schema: urn, attribute: attribute, subAttribute: sub))
    }
}

/// What a path of a resource leads to.
enum ResourceTarget {
    /// An attribute or a sub-attribute.
    case attribute(ResolvedAttribute)
    /// All attributes of an extension.
    case schema(ResourceSchema)
}

/// An attribute and where it is in a resource.
struct ResolvedAttribute: Sendable, Equatable {
    /// The URN of the extension that it belongs to; none for the main schema.
    var schema: String?
    var attribute: SchemaAttribute
    var subAttribute: SchemaAttribute?

    /// What values at this place look like.
    var leaf: SchemaAttribute { subAttribute ?? attribute }

    /// The path in the case in which it is written.
    var path: String {
        let name = subAttribute.map { "\(attribute.name).\($0.name)" } ?? attribute.name
        return schema.map { "\($0):\(name)" } ?? name
    }
}
