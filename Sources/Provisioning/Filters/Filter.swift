public import JSON

/// A filter as it was written (RFC 7644 section 3.4.2.2); the names in it are not yet looked up.
public indirect enum Filter: Sendable, Equatable {
    /// An operator that compares an attribute with a value.
    public enum Comparison: String, Sendable, CaseIterable {
        /// Equal.
        case equal = "eq"
        /// Not equal.
        case notEqual = "ne"
        /// Contains.
        case contains = "co"
        /// Starts with.
        case startsWith = "sw"
        /// Ends with.
        case endsWith = "ew"
        /// Greater than.
        case greaterThan = "gt"
        /// Greater than or equal.
        case greaterThanOrEqual = "ge"
        /// Less than.
        case lessThan = "lt"
        /// Less than or equal.
        case lessThanOrEqual = "le"
    }

    /// `userName eq "x"`: an attribute compared with a string, a number, a boolean or null.
    case comparison(AttributePath, Comparison, JSON)
    /// `title pr`: the attribute has a value.
    case present(AttributePath)
    /// `emails[type eq "work"]`: one value of the attribute fits the filter in brackets, whose names are sub-attributes.
    case matching(AttributePath, Filter)
    /// All of two or more filters hold.
    case all([Filter])
    /// At least one of two or more filters holds.
    case any([Filter])
    /// The filter does not hold.
    case not(Filter)
}

extension Filter: CustomStringConvertible {
    /// The filter as text, with no more parentheses than it needs.
    public var description: String {
        switch self {
        case .comparison(let path, let comparison, let value): "\(path) \(comparison.rawValue) \(value.text)"
        case .present(let path): "\(path) pr"
        case .matching(let path, let filter): "\(path)[\(filter)]"
        case .all(let filters): filters.map { $0.bindsTighterThanOr ? "\($0)" : "(\($0))" }.joined(separator: " and ")
        case .any(let filters): filters.map { $0.isAny ? "(\($0))" : "\($0)" }.joined(separator: " or ")
        case .not(let filter): "not (\(filter))"
        }
    }

    private var isAny: Bool {
        if case .any = self { true } else { false }
    }

    /// Whether the filter can stand between two `and` without parentheses and be read as the same tree again.
    private var bindsTighterThanOr: Bool {
        switch self {
        case .all, .any: false
        default: true
        }
    }
}
