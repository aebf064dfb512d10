import Crypto
import JSON

/// Finds out which parts of a condition the database can decide.
struct FilterPlanner {
    /// What the database can decide of a condition.
    struct Pushed {
        var predicate: FilterPlan.Predicate
        /// Whether the predicate is the condition, and not only implied by it.
        var isExact = true
    }

    let isUser: Bool

    /// What the database can decide of a condition, `nil` if nothing.
    func push(_ node: Condition.Node) -> Pushed? {
        switch node {
        case .all(let nodes):
            let parts = nodes.compactMap(push)
            guard !parts.isEmpty else { return nil }
            let isExact = parts.count == nodes.count && parts.allSatisfy(\.isExact)
            return Pushed(predicate: .all(parts.map(\.predicate)), isExact: isExact)
        case .any(let nodes):
            // Each side must narrow the choice, or none does.
            let parts = nodes.compactMap(push)
            guard parts.count == nodes.count else { return nil }
            return Pushed(predicate: .any(parts.map(\.predicate)), isExact: parts.allSatisfy(\.isExact))
        case .not(let inner):
            guard let part = push(inner), part.isExact else { return nil }
            return Pushed(predicate: .not(part.predicate))
        case .comparison(let attribute, let comparison, let operand):
            return compare(attribute, comparison, operand).map { Pushed(predicate: $0) }
        case .present(let attribute):
            return present(attribute).map { Pushed(predicate: $0) }
        case .matching(let attribute, let inner):
            return matching(attribute, inner).map { Pushed(predicate: $0) }
        }
    }

    // MARK: Columns

    func column(_ attribute: ResolvedAttribute) -> FilterPlan.Column? {
        switch (attribute.path, isUser) {
        case ("id", _): .id
        case ("externalId", _): .externalID
        case ("displayName", _): .displayName
        case ("meta.created", _): .created
        case ("meta.lastModified", _): .lastModified
        case ("userName", true): .userName
        case ("name.familyName", true): .familyName
        case ("active", true): .active
        default: nil
        }
    }

    private func present(_ attribute: ResolvedAttribute) -> FilterPlan.Predicate? {
        if attribute.path == "emails.value", isUser { return .email(FilterPlan.Email()) }
        switch column(attribute) {
        case .id?, .created?, .lastModified?, .active?, .userName?: return .constant(true)
        case .displayName? where !isUser: return .constant(true)
        case let column?: return .present(column)
        case nil: return nil
        }
    }

    private func compare(
        _ attribute: ResolvedAttribute,
        _ comparison: Filter.Comparison,
        _ operand: Condition.Operand
    ) -> FilterPlan.Predicate? {
        if case .null = operand {
            guard let present = present(attribute) else { return nil }
            return comparison == .notEqual ? present : .not(present)
        }
        guard let column = column(attribute) else { return compareList(attribute, comparison, operand) }
        guard let pushed = FilterPlan.Operator(comparison) else { return nil }
        switch operand {
        case .text(let text, _) where column == .id:
            return compareID(text, pushed)
        case .text(let text, _):
            return .comparison(column, pushed, .text(text))
        case .boolean(let value):
            return .comparison(column, pushed, .boolean(value))
        case .instant(let instant):
            return .comparison(column, pushed, .instant(instant))
        case .number, .null:
            return nil
        }
    }

    /// The column holds identifiers, not texts: a text that is none is different from all of them.
    private func compareID(_ text: String, _ comparison: FilterPlan.Operator) -> FilterPlan.Predicate? {
        guard comparison == .equal || comparison == .notEqual else { return nil }
        guard let id = UUID(asWritten: text) else { return .constant(comparison == .notEqual) }
        return .comparison(.id, comparison, .id(id))
    }

    // MARK: Lists

    private func compareList(
        _ attribute: ResolvedAttribute,
        _ comparison: Filter.Comparison,
        _ operand: Condition.Operand
    ) -> FilterPlan.Predicate? {
        guard case .text(let text, _) = operand else { return nil }
        switch (attribute.path, isUser) {
        case ("groups.value", true), ("members.value", false):
            guard comparison == .equal else { return nil }
            return UUID(asWritten: text).map { .member($0) } ?? .constant(false)
        case ("emails.value", true):
            // Without any address `ne` holds, which the rows of addresses cannot tell.
            guard comparison != .notEqual, let pushed = FilterPlan.Operator(comparison) else { return nil }
            return .email(FilterPlan.Email(value: [FilterPlan.EmailValue(comparison: pushed, key: text)]))
        default:
            return nil
        }
    }

    private func matching(_ attribute: ResolvedAttribute, _ inner: Condition.Node) -> FilterPlan.Predicate? {
        let nodes: [Condition.Node] = if case .all(let nodes) = inner { nodes } else { [inner] }
        switch (attribute.path, isUser) {
        case ("emails", true):
            return email(nodes)
        case ("groups", true), ("members", false):
            guard nodes.count == 1, case .comparison(let sub, .equal, .text(let text, _)) = nodes[0],
                sub.attribute.name == "value"
            else { return nil }
            return UUID(asWritten: text).map { .member($0) } ?? .constant(false)
        default:
            return nil
        }
    }

    /// One address that fits all of some comparisons; only addresses have rows, so one must ask for the address.
    private func email(_ nodes: [Condition.Node]) -> FilterPlan.Predicate? {
        var (email, asksForValue) = (FilterPlan.Email(), false)
        for node in nodes {
            switch node {
            case .present(let sub) where sub.attribute.name == "value":
                asksForValue = true
            case .comparison(let sub, let comparison, .text(let text, _)) where sub.attribute.name == "value":
                guard let pushed = FilterPlan.Operator(comparison) else { return nil }
                email.value.append(FilterPlan.EmailValue(comparison: pushed, key: text))
                asksForValue = asksForValue || comparison != .notEqual
            case .comparison(let sub, .equal, .text(let text, _)) where sub.attribute.name == "type":
                guard email.type == nil else { return nil }
                email.type = text
            case .comparison(let sub, .equal, .boolean(true)) where sub.attribute.name == "primary":
                email.isPrimary = true
            default:
                return nil
            }
        }
        return asksForValue ? .email(email) : nil
    }
}

extension FilterPlan.Operator {
    /// The operator of a filter, if an index can help with it.
    fileprivate init?(_ comparison: Filter.Comparison) {
        switch comparison {
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case .lessThan: self = .less
        case .lessThanOrEqual: self = .lessOrEqual
        case .greaterThan: self = .greater
        case .greaterThanOrEqual: self = .greaterOrEqual
        case .startsWith: self = .prefix
        case .contains, .endsWith: return nil
        }
    }
}

extension UUID {
    /// Reads an id in the form in which the service writes them, as ids tell upper from lower case.
    fileprivate init?(asWritten text: String) {
        self.init(text)
        guard description.hasSameBytes(as: text) else { return nil }
    }
}

extension ResourceOrder {
    /// The column that the list can be sorted by in the database, if there is one.
    ///
    /// - Parameter type: The type of the resources.
    /// - Returns: The column; its order is that of the keys, but for where resources without a value come.
    public func column(of type: ResourceType) -> FilterPlan.Column? {
        FilterPlanner(isUser: type.name == ResourceType.user.name).column(attribute)
    }
}
