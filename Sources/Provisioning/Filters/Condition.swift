import JSON

/// A filter whose names have been looked up in the schemas of a resource type and whose values have been checked.
public struct Condition: Sendable, Equatable {
    /// The parts of a condition.
    indirect enum Node: Sendable, Equatable {
        case comparison(ResolvedAttribute, Filter.Comparison, Operand)
        case present(ResolvedAttribute)
        case matching(ResolvedAttribute, Node)
        case all([Node])
        case any([Node])
        case not(Node)
    }

    /// What an attribute is compared with.
    enum Operand: Sendable, Equatable {
        case null
        /// A text in the form in which it is compared, and as it was written.
        case text(String, written: String)
        case boolean(Bool)
        case number(Double)
        case instant(DateTime)
    }

    let root: Node

    init(root: Node) {
        self.root = root
    }

    /// Looks up the names of a filter.
    ///
    /// - Parameters:
    ///   - filter: The filter as it was written.
    ///   - type: The type of the resources that it is for.
    ///   - profile: Which liberties the client takes.
    /// - Throws: `invalidFilter` if an attribute is not known, cannot be searched by or cannot be compared like this.
    public init(_ filter: Filter, on type: ResourceType, profile: IntegrationProfile) throws(ProvisioningError) {
        root = try ConditionResolver(profile: profile).node(filter) { type.target(of: $0) }
    }

    /// Looks up the names of a filter that stands in the brackets of a value path.
    init(_ filter: Filter, onValuesOf attribute: ResolvedAttribute, profile: IntegrationProfile)
        throws(ProvisioningError)
    {
        root = try ConditionResolver(profile: profile).valueNode(filter, of: attribute)
    }
}

/// Looks up names and checks values.
private struct ConditionResolver {
    let profile: IntegrationProfile

    typealias Lookup = (AttributePath) -> ResourceTarget?

    func node(_ filter: Filter, _ lookup: Lookup) throws(ProvisioningError) -> Condition.Node {
        switch filter {
        case .comparison(let path, let comparison, let value):
            let attribute = try compared(try attribute(path, lookup))
            return .comparison(attribute, comparison, try operand(value, comparison, attribute))
        case .present(let path):
            return .present(try attribute(path, lookup))
        case .matching(let path, let inner):
            let attribute = try attribute(path, lookup)
            guard attribute.subAttribute == nil, attribute.attribute.kind == .complex else {
                throw .invalidFilter("`\(path)` has no values with sub-attributes, so no brackets can follow it")
            }
            return .matching(attribute, try valueNode(inner, of: attribute))
        case .all(let filters):
            return .all(try nodes(filters, lookup))
        case .any(let filters):
            return .any(try nodes(filters, lookup))
        case .not(let filter):
            return .not(try node(filter, lookup))
        }
    }

    func valueNode(_ filter: Filter, of attribute: ResolvedAttribute) throws(ProvisioningError) -> Condition.Node {
        try node(filter) { path in
            guard path.schema == nil, path.subAttribute == nil,
                let sub = attribute.attribute.subAttribute(named: path.attribute)
            else { return nil }
            return .attribute(ResolvedAttribute(attribute: sub))
        }
    }

    private func nodes(_ filters: [Filter], _ lookup: Lookup) throws(ProvisioningError) -> [Condition.Node] {
        var nodes: [Condition.Node] = []
        for filter in filters {
            nodes.append(try node(filter, lookup))
        }
        return nodes
    }

    private func attribute(_ path: AttributePath, _ lookup: Lookup) throws(ProvisioningError) -> ResolvedAttribute {
        guard case .attribute(let attribute) = lookup(path) else {
            throw .invalidFilter("`\(path)` is not an attribute that can be searched by")
        }
        guard attribute.attribute.returned != .never else {
            throw .invalidFilter("`\(path)` is never shown and cannot be searched by")
        }
        return attribute
    }

    /// What a comparison looks at: of a complex attribute its sub-attribute `value`.
    private func compared(_ attribute: ResolvedAttribute) throws(ProvisioningError) -> ResolvedAttribute {
        guard attribute.leaf.kind == .complex else { return attribute }
        guard let value = attribute.leaf.subAttribute(named: "value") else {
            throw .invalidFilter("`\(attribute.path)` is complex; compare one of its sub-attributes")
        }
        var compared = attribute
        compared.subAttribute = value
        return compared
    }

    private func operand(
        _ value: JSON,
        _ comparison: Filter.Comparison,
        _ attribute: ResolvedAttribute
    ) throws(ProvisioningError) -> Condition.Operand {
        let isEquality = comparison == .equal || comparison == .notEqual
        let kind = attribute.leaf.kind
        if value.isNull {
            guard isEquality else { throw .invalidFilter("`null` can be compared with `eq` and `ne` only") }
            return .null
        }
        switch (kind, value) {
        case (.boolean, .bool), (.boolean, .string), (.binary, .string):
            guard isEquality else {
                throw .invalidFilter("`\(attribute.path)` can be compared with `eq`, `ne` and `pr` only")
            }
        case (.decimal, _), (.integer, _), (.dateTime, _):
            guard isEquality || comparison.isOrder else {
                throw .invalidFilter(
                    "`\(attribute.path)` is no text and cannot be compared with `\(comparison.rawValue)`"
                )
            }
        default:
            break
        }
        switch (kind, value) {
        case (.string, .string(let text)), (.reference, .string(let text)):
            return .text(attribute.leaf.comparable(text), written: text)
        case (.binary, .string(let text)):
            return .text(text, written: text)
        case (.boolean, .bool(let value)):
            return .boolean(value)
        case (.boolean, .string(let text)):
            if profile.readsBooleansInStrings, let value = Bool(word: text) { return .boolean(value) }
        case (.decimal, .integer), (.decimal, .number), (.integer, .integer), (.integer, .number):
            if let number = value.number { return .number(number) }
        case (.dateTime, .string(let text)):
            if let instant = DateTime(parsing: text) { return .instant(instant) }
        default:
            break
        }
        throw .invalidFilter("`\(attribute.path)` is compared with \(kind.article), not with \(value.kind)")
    }
}

extension Filter.Comparison {
    /// Whether the operator asks which of two values comes first.
    var isOrder: Bool {
        switch self {
        case .greaterThan, .greaterThanOrEqual, .lessThan, .lessThanOrEqual: true
        default: false
        }
    }
}

extension SchemaAttribute {
    /// A text in the form in which values of the attribute are compared.
    func comparable(_ text: String) -> String {
        isCaseExact ? text : SearchKey(text).text
    }
}

extension SchemaAttribute.Kind {
    /// What a value is, with its article, for messages.
    var article: String {
        switch self {
        case .string: "a string"
        case .boolean: "`true` or `false`"
        case .decimal: "a number"
        case .integer: "a whole number"
        case .dateTime: "a time such as `2030-01-31T12:00:00Z` in a string"
        case .binary: "bytes in base64 in a string"
        case .reference: "a URI in a string"
        case .complex: "an object"
        }
    }
}

extension Bool {
    /// Reads `true` or `false` in any case.
    init?(word: String) {
        switch word.asciiLowercased {
        case "true": self = true
        case "false": self = false
        default: return nil
        }
    }
}
