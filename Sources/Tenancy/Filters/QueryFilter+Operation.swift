extension QueryFilter {
    /// How a field is compared with the value of a condition.
    public enum Operation: String, Sendable, CaseIterable {
        /// The same.
        case equals = "EQUALS"
        /// Not the same.
        case notEquals = "NOT_EQUALS"
        /// After.
        case greaterThan = "GREATER_THAN"
        /// Before.
        case lessThan = "LESS_THAN"
        /// After or the same.
        case greaterThanOrEqualTo = "GREATER_THAN_OR_EQUAL_TO"
        /// Before or the same.
        case lessThanOrEqualTo = "LESS_THAN_OR_EQUAL_TO"
        /// One of a list.
        case `in` = "IN"
        /// None of a list.
        case notIn = "NOT_IN"
        /// Has the value at its beginning.
        case startsWith = "STARTS_WITH"
        /// Has the value at its end.
        case endsWith = "ENDS_WITH"
        /// Has the value in it.
        case contains = "CONTAINS"
        /// Does not have the value in it.
        case notContains = "NOT_CONTAINS"
        /// Matches a regular expression.
        case regex = "REGEX"
        /// Is the value or lies below it, by dots.
        case prefix = "PREFIX"
        /// Has no value.
        case isNull = "IS_NULL"
        /// Has a value.
        case isNotNull = "IS_NOT_NULL"

        /// Whether the values are a list.
        public var takesList: Bool { self == .in || self == .notIn }

        /// Whether there is no value to compare with.
        public var takesNothing: Bool { self == .isNull || self == .isNotNull }
    }
}

extension Set<QueryFilter.Operation> {
    /// The same, not the same, in a list and not in it.
    public static let equality: Self = [.equals, .notEquals, .in, .notIn]

    /// Before and after.
    public static let order: Self = [.greaterThan, .lessThan, .greaterThanOrEqualTo, .lessThanOrEqualTo]

    /// Comparisons of an instant.
    public static let instant: Self = order.union([.equals, .notEquals])

    /// Comparisons of text that looks for a part.
    public static let parts: Self = [.startsWith, .endsWith, .contains, .notContains, .prefix]

    /// Comparisons of text: equality and parts.
    public static let text: Self = equality.union(parts)
}
