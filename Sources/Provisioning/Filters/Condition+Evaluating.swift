public import JSON

extension Condition {
    /// Whether a resource fits.
    ///
    /// Of a list, any value may fit, also with `ne`; an attribute without a value is `ne` to everything but `null`, and
    /// fits no other comparison. `active` counts as true until it is set.
    ///
    /// - Parameter resource: The whole resource as it would be shown, with nothing left out.
    /// - Returns: Whether the condition holds.
    public func holds(for resource: JSONObject) -> Bool {
        root.holds(in: resource)
    }
}

extension Condition.Node {
    fileprivate func holds(in container: JSONObject) -> Bool {
        switch self {
        case .comparison(let attribute, let comparison, let operand):
            let values = attribute.values(in: container)
            if case .null = operand { return values.isEmpty == (comparison == .equal) }
            guard !values.isEmpty else { return comparison == .notEqual }
            return values.contains { attribute.leaf.compare($0, comparison, operand) }
        case .present(let attribute):
            return !attribute.values(in: container).isEmpty
        case .matching(let attribute, let node):
            return attribute.values(in: container).contains { $0.object.map(node.holds) ?? false }
        case .all(let nodes):
            return nodes.allSatisfy { $0.holds(in: container) }
        case .any(let nodes):
            return nodes.contains { $0.holds(in: container) }
        case .not(let node):
            return !node.holds(in: container)
        }
    }
}

extension ResolvedAttribute {
    /// The values that a resource has at this place; none if it is not assigned.
    func values(in resource: JSONObject) -> [JSON] {
        let container = schema.map { resource[$0]?.object ?? [:] } ?? resource
        let values: [JSON] =
            switch container[attribute.name] {
            case .array(let elements)?: elements
            case .null?, nil: attribute.assumedValue.map { [$0] } ?? []
            case let value?: [value]
            }
        guard let subAttribute else { return values }
        return values.compactMap { value in
            value[subAttribute.name].flatMap { $0.isNull ? .none : $0 }
        }
    }
}

extension SchemaAttribute {
    /// Whether one value fits a comparison.
    fileprivate func compare(_ value: JSON, _ comparison: Filter.Comparison, _ operand: Condition.Operand) -> Bool {
        switch (operand, value) {
        case (.text(let text, _), .string(let value)):
            return comparable(value).compare(comparison, text)
        case (.boolean(let boolean), .bool(let value)):
            return (value == boolean) == (comparison == .equal)
        case (.number(let number), _):
            guard let value = value.number else { return comparison == .notEqual }
            return comparison.holds(equal: value == number, less: value < number)
        case (.instant(let instant), .string(let text)):
            guard let value = DateTime(parsing: text) else { return comparison == .notEqual }
            return comparison.holds(equal: value == instant, less: value < instant)
        default:
            return comparison == .notEqual
        }
    }
}

extension Filter.Comparison {
    /// Whether the operator holds for values of which is known how they are ordered.
    fileprivate func holds(equal: Bool, less: Bool) -> Bool {
        switch self {
        case .equal: equal
        case .notEqual: !equal
        case .greaterThan: !equal && !less
        case .greaterThanOrEqual: !less
        case .lessThan: less
        case .lessThanOrEqual: less || equal
        case .contains, .startsWith, .endsWith: false
        }
    }
}

extension String {
    /// Compares bytes, as a column with the collation "C" does.
    fileprivate func compare(_ comparison: Filter.Comparison, _ other: String) -> Bool {
        switch comparison {
        case .startsWith: utf8.starts(with: other.utf8)
        case .endsWith: utf8.reversed().starts(with: other.utf8.reversed())
        case .contains: containsBytes(of: other)
        default: comparison.holds(equal: hasSameBytes(as: other), less: utf8.lexicographicallyPrecedes(other.utf8))
        }
    }

    private func containsBytes(of other: String) -> Bool {
        let (text, part) = (Array(utf8), Array(other.utf8))
        guard let first = part.first else { return true }
        guard part.count <= text.count else { return false }
        return (0...text.count - part.count).contains { start in
            text[start] == first && text[start..<start + part.count].elementsEqual(part)
        }
    }
}
