/// What a search asks of the objects it finds: conditions joined by and and or.
///
/// The text form is that of the public API, one query parameter a condition:
/// `filters[namespace][EQUALS]=a.b`, `filters[state][IN]=FAILED,KILLED`, `filters[labels][EQUALS][team]=core`. Groups are
/// wrapped in `or` or `and` with a branch number, and conditions of one branch belong together:
/// `filters[or][0][flowId][STARTS_WITH]=x&filters[or][1][namespace][EQUALS]=a`. See ``parse(_:fields:)``.
public indirect enum QueryFilter: Sendable, Equatable {
    /// One condition on one field.
    case condition(Condition)
    /// All of these hold.
    case and([QueryFilter])
    /// One of these holds at least.
    case or([QueryFilter])

    /// A condition on one field.
    public struct Condition: Sendable, Equatable {
        /// What is looked at.
        public var field: Field
        /// Which entry of a field that has named entries, such as a label.
        public var key: String?
        /// How it is compared.
        public var operation: Operation
        /// What it is compared with: one text, for lists any number, for tests of presence none.
        public var values: [String]
        /// The name of the query parameter, for messages.
        public var parameter: String

        /// Makes a condition.
        ///
        /// - Parameters:
        ///   - field: What is looked at.
        ///   - key: Which entry of a field that has named entries.
        ///   - operation: How it is compared.
        ///   - values: What it is compared with.
        ///   - parameter: The name of the query parameter, for messages.
        public init(
            _ field: Field,
            key: String? = nil,
            _ operation: Operation,
            _ values: [String],
            parameter: String = ""
        ) {
            (self.field, self.key, self.operation, self.values) = (field, key, operation, values)
            self.parameter = parameter
        }

        /// The one text it is compared with; the first of a list, empty for a test of presence.
        public var value: String { values.first ?? "" }
    }

    /// The conditions in their order, whatever joins them.
    public var conditions: [Condition] {
        switch self {
        case .condition(let condition): [condition]
        case .and(let filters), .or(let filters): filters.flatMap(\.conditions)
        }
    }

    /// The filters that all have to hold: the members of an `and`, or the filter itself.
    public var conjuncts: [QueryFilter] {
        if case .and(let filters) = self { filters.flatMap(\.conjuncts) } else { [self] }
    }
}
