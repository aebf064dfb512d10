public import JSON

/// What is known about one attribute of a resource: the characteristics of RFC 7643 section 7.
public struct SchemaAttribute: Sendable, Equatable {
    /// The type of an attribute's values.
    public enum Kind: String, Sendable {
        /// Text.
        case string
        /// `true` or `false`.
        case boolean
        /// A number.
        case decimal
        /// A whole number.
        case integer
        /// A point in time in the form of xsd:dateTime.
        case dateTime
        /// Bytes in base64.
        case binary
        /// A URI, of a resource or of something else.
        case reference
        /// Sub-attributes.
        case complex
    }

    /// Who may change an attribute, and when.
    public enum Mutability: String, Sendable {
        /// The server alone.
        case readOnly
        /// The client at any time.
        case readWrite
        /// The client, once.
        case immutable
        /// The client at any time, but it is never shown.
        case writeOnly
    }

    /// When an attribute is part of a reply.
    public enum Returned: String, Sendable {
        /// In every reply, whatever is asked for.
        case always
        /// In no reply.
        case never
        /// Unless it is excluded.
        case `default`
        /// If it is asked for.
        case request
    }

    /// How far a value is unique.
    public enum Uniqueness: String, Sendable {
        /// Not at all.
        case none
        /// Among the resources of the tenant.
        case server
        /// In the world.
        case global
    }

    /// The name, in the case in which it is written.
    public var name: String
    /// The type of its values.
    public var kind: Kind
    /// Whether it is a list.
    public var isMultiValued: Bool
    /// What it is for.
    public var description: String
    /// Whether a resource must have it.
    public var isRequired: Bool
    /// The values that are suggested.
    public var canonicalValues: [String]
    /// Whether upper and lower case differ.
    public var isCaseExact: Bool
    /// Who may change it.
    public var mutability: Mutability
    /// When it is part of a reply.
    public var returned: Returned
    /// How far its value is unique.
    public var uniqueness: Uniqueness
    /// To what a reference may lead: names of resource types, `external` or `uri`.
    public var referenceTypes: [String]
    /// What a complex value consists of.
    public var subAttributes: [SchemaAttribute]

    /// How many bytes a text may have.
    var maximumBytes = 8192
    /// How many values a list may have.
    var maximumCount = 1000
    /// The value that filters see while none is assigned.
    var assumedValue: JSON?

    /// Describes an attribute.
    ///
    /// - Parameters:
    ///   - name: The name, in the case in which it is written.
    ///   - kind: The type of its values.
    ///   - isMultiValued: Whether it is a list.
    ///   - description: What it is for.
    ///   - isRequired: Whether a resource must have it.
    ///   - canonicalValues: The values that are suggested.
    ///   - isCaseExact: Whether upper and lower case differ.
    ///   - mutability: Who may change it.
    ///   - returned: When it is part of a reply.
    ///   - uniqueness: How far its value is unique.
    ///   - referenceTypes: To what a reference may lead.
    ///   - subAttributes: What a complex value consists of.
    public init(
        _ name: String,
        _ kind: Kind = .string,
        isMultiValued: Bool = false,
        description: String,
        isRequired: Bool = false,
        canonicalValues: [String] = [],
        isCaseExact: Bool = false,
        mutability: Mutability = .readWrite,
        returned: Returned = .default,
        uniqueness: Uniqueness = .none,
        referenceTypes: [String] = [],
        subAttributes: [SchemaAttribute] = []
    ) {
        self.name = name
        self.kind = kind
        self.isMultiValued = isMultiValued
        self.description = description
        self.isRequired = isRequired
        self.canonicalValues = canonicalValues
        self.isCaseExact = isCaseExact
        self.mutability = mutability
        self.returned = returned
        self.uniqueness = uniqueness
        self.referenceTypes = referenceTypes
        self.subAttributes = subAttributes
        maximumBytes = kind == .binary ? 1 << 17 : 8192
    }

    /// Finds a sub-attribute.
    ///
    /// - Parameter name: Its name in any case.
    /// - Returns: The sub-attribute, or `nil` if there is none of that name.
    public func subAttribute(named name: String) -> SchemaAttribute? {
        subAttributes.first(named: name)
    }

    /// The same attribute with a bound on the length of its text.
    func limited(toBytes count: Int) -> SchemaAttribute {
        var limited = self
        limited.maximumBytes = count
        return limited
    }

    /// The same attribute with a value that filters see while none is assigned.
    func assumed(_ value: JSON) -> SchemaAttribute {
        var assumed = self
        assumed.assumedValue = value
        return assumed
    }
}

extension [SchemaAttribute] {
    /// The attribute with a name in any case.
    func first(named name: String) -> SchemaAttribute? {
        let key = name.asciiLowercased
        return first { $0.name.utf8.count == key.utf8.count && $0.name.asciiLowercased == key }
    }
}

extension SchemaAttribute {
    /// The attribute as an element of a schema's document.
    public var document: JSON {
        var document: JSONObject = [
            "name": .string(name), "type": .string(kind.rawValue), "multiValued": .bool(isMultiValued),
            "description": .string(description), "required": .bool(isRequired),
        ]
        if !canonicalValues.isEmpty { document["canonicalValues"] = JSON(strings: canonicalValues) }
        switch kind {
        case .string, .reference, .binary:
            document["caseExact"] = .bool(isCaseExact)
        default:
            break
        }
        document["mutability"] = .string(mutability.rawValue)
        document["returned"] = .string(returned.rawValue)
        document["uniqueness"] = .string(uniqueness.rawValue)
        if kind == .reference { document["referenceTypes"] = JSON(strings: referenceTypes) }
        if kind == .complex { document["subAttributes"] = .array(subAttributes.map(\.document)) }
        return .object(document)
    }
}
