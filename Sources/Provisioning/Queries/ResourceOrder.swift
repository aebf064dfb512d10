public import JSON

/// In what order a list shows its resources (RFC 7644 section 3.4.2.3).
///
/// Resources without a value come last in ascending and first in descending order. Of a list of values the preferred one
/// counts, else the first.
public struct ResourceOrder: Sendable, Equatable {
    let attribute: ResolvedAttribute
    /// Whether the greatest comes first.
    public let isDescending: Bool

    /// Makes an order of the parameters of a request.
    ///
    /// - Parameters:
    ///   - path: The path of the attribute.
    ///   - isDescending: Whether the greatest comes first.
    ///   - type: The type of the resources.
    /// - Throws: `invalidPath` if there is no such attribute or its values have no order.
    public init(by path: String, isDescending: Bool = false, of type: ResourceType) throws(ProvisioningError) {
        guard let parsed = AttributePath(parsing: path), case .attribute(var attribute)? = type.target(of: parsed),
            attribute.attribute.returned != .never
        else { throw .invalidPath("`sortBy`: expected the path of an attribute of a \(type.name)") }
        if attribute.leaf.kind == .complex {
            guard let value = attribute.leaf.subAttribute(named: "value") else {
                throw .invalidPath("`sortBy`: `\(attribute.path)` is complex; name one of its sub-attributes")
            }
            attribute.subAttribute = value
        }
        self.attribute = attribute
        self.isDescending = isDescending
    }

    /// What a resource is sorted by; take it once for each, then sort.
    ///
    /// - Parameter resource: The whole resource.
    /// - Returns: The key.
    public func key(of resource: JSONObject) -> SortKey {
        var whole = attribute
        whole.subAttribute = nil
        let values = whole.values(in: resource)
        let chosen = values.first(where: \.isPrimary) ?? values.first
        let value = attribute.subAttribute.map { chosen?[$0.name] } ?? chosen
        switch (attribute.leaf.kind, value) {
        case (.dateTime, .string(let text)?):
            return DateTime(parsing: text).map { .number(Double($0.microseconds)) } ?? .none
        case (_, .string(let text)?):
            return .text(attribute.leaf.comparable(text))
        case (_, .bool(let value)?):
            return .number(value ? 1 : 0)
        case (_, let value?):
            return value.number.map { .number($0) } ?? .none
        case (_, nil):
            return .none
        }
    }

    /// Whether a resource comes before another; of equal ones neither does.
    ///
    /// - Parameters:
    ///   - left: The key of the one.
    ///   - right: The key of the other.
    /// - Returns: Whether the first comes before the second.
    public func precedes(_ left: SortKey, _ right: SortKey) -> Bool {
        isDescending ? right < left : left < right
    }
}

/// What a resource is sorted by.
public enum SortKey: Sendable, Equatable, Comparable {
    /// A number, a boolean or a time.
    case number(Double)
    /// A text in the form in which it is compared.
    case text(String)
    /// No value.
    case none

    /// Whether one comes before the other in ascending order; what has no value comes last.
    public static func < (left: SortKey, right: SortKey) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.none, _): false
        case (_, .none): true
        case (.number, .text): true
        case (.text, .number): false
        }
    }
}
