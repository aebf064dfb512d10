package import Daemon
public import JSON
public import Postgres
public import Tenancy

/// What a field of a search is compared with in the database.
///
/// A column that holds a key, such as `name_key`, is compared with the key of the value: both are without the difference of case.
public struct SearchColumn: Sendable {
    enum Form: Sendable {
        case text
        case key
        case uuid
        case bool
        case instant
        case entries
        case custom(Set<QueryFilter.Operation>, @Sendable (QueryFilter.Condition) throws(FieldErrors) -> SQL)
    }

    let sql: SQL
    let form: Form

    /// Text, compared as it is.
    public static func text(_ sql: SQL) -> SearchColumn { SearchColumn(sql: sql, form: .text) }
    /// A key, compared with the key of the value.
    public static func key(_ sql: SQL) -> SearchColumn { SearchColumn(sql: sql, form: .key) }
    /// An identifier; a value of another form is nobody's.
    public static func uuid(_ sql: SQL) -> SearchColumn { SearchColumn(sql: sql, form: .uuid) }
    /// A truth value.
    public static func bool(_ sql: SQL) -> SearchColumn { SearchColumn(sql: sql, form: .bool) }
    /// A point in time.
    public static func instant(_ sql: SQL) -> SearchColumn { SearchColumn(sql: sql, form: .instant) }

    /// Named texts in rows of their own, such as labels.
    ///
    /// - Parameter sql: The table as `e` with its columns `key` and `value`, and the condition that a row is the object's.
    /// - Returns: The column.
    public static func entries(_ sql: SQL) -> SearchColumn { SearchColumn(sql: sql, form: .entries) }

    /// What no other form compares.
    ///
    /// - Parameters:
    ///   - operations: The comparisons that make sense.
    ///   - condition: Makes the condition for one of them.
    /// - Returns: The column.
    public static func custom(
        _ operations: Set<QueryFilter.Operation>,
        _ condition: @escaping @Sendable (QueryFilter.Condition) throws(FieldErrors) -> SQL
    ) -> SearchColumn {
        SearchColumn(sql: "", form: .custom(operations, condition))
    }

    /// The comparisons that make sense for the column.
    public var operations: Set<QueryFilter.Operation> {
        switch form {
        case .text, .key: .text
        case .uuid: .equality
        case .bool: [.equals, .notEquals]
        case .instant: .instant
        case .entries: .equality.union([.startsWith, .endsWith, .contains, .notContains, .isNull, .isNotNull])
        case .custom(let operations, _): operations
        }
    }
}

extension QueryFilter {
    /// The condition of a filter, over the columns that a search knows.
    ///
    /// - Parameter columns: The column of each field.
    /// - Returns: A condition that has no row security of its own.
    /// - Throws: `FieldErrors` for a value that does not have the form of its column.
    public func condition(over columns: [Field: SearchColumn]) throws(FieldErrors) -> SQL {
        switch self {
        case .condition(let condition):
            guard let column = columns[condition.field] else {
                throw FieldErrors(condition.parameter, "is not a field of this search")
            }
            return try column.condition(condition)
        case .and(let filters):
            return try Self.joined(filters, " and ", columns)
        case .or(let filters):
            return try Self.joined(filters, " or ", columns)
        }
    }

    private static func joined(
        _ filters: [QueryFilter],
        _ separator: SQL,
        _ columns: [Field: SearchColumn]
    ) throws(FieldErrors) -> SQL {
        var parts: [SQL] = []
        for filter in filters {
            parts.append(try filter.condition(over: columns))
        }
        return "(\(SQL.join(parts, separator: separator)))"
    }
}

extension SearchColumn {
    func condition(_ condition: QueryFilter.Condition) throws(FieldErrors) -> SQL {
        if case .custom(_, let make) = form { return try make(condition) }
        switch condition.operation {
        // The words that a search is for are looked for within: that is what clients mean by `filters[q][EQUALS]`.
        case .equals where condition.field == .query: return try comparison(condition, .contains)
        case .notEquals where condition.field == .query: return "not \(try comparison(condition, .contains))"
        case .isNull where hasEntries: return "not \(presence(of: condition.key))"
        case .isNotNull where hasEntries: return presence(of: condition.key)
        case .isNull: return "\(sql) is null"
        case .isNotNull: return "\(sql) is not null"
        case .notEquals where hasEntries: return "not \(try comparison(condition, .equals))"
        case .notIn: return "not \(try comparison(condition, .in))"
        case .notContains: return "not \(try comparison(condition, .contains))"
        default: return try comparison(condition, condition.operation)
        }
    }

    private var hasEntries: Bool {
        if case .entries = form { true } else { false }
    }

    /// Whether there is an entry of a key, or any.
    private func presence(of key: String?) -> SQL {
        guard let key else { return "exists (select from \(sql))" }
        return "exists (select from \(sql) and e.key = \(key))"
    }

    private func comparison(
        _ condition: QueryFilter.Condition,
        _ operation: QueryFilter.Operation
    ) throws(FieldErrors) -> SQL {
        switch form {
        case .custom(_, let make): return try make(condition)
        case .text: return Self.text(sql, operation, condition.values)
        case .key: return Self.text(sql, operation, condition.values.map(Account.key(of:)))
        case .uuid:
            let values = condition.values.compactMap { Identifier<Void>($0) }
            return operation == .notEquals ? "not (\(sql) = any(\(values)))" : "\(sql) = any(\(values))"
        case .bool:
            guard condition.value == "true" || condition.value == "false" else {
                throw FieldErrors(condition.parameter, "expected `true` or `false`")
            }
            return operation == .notEquals
                ? "\(sql) <> \(condition.value == "true")" : "\(sql) = \(condition.value == "true")"
        case .instant:
            guard let instant = Instant(condition.value) else {
                throw FieldErrors(
                    condition.parameter,
                    "expected a date and time of RFC 3339, as in `2026-11-21T08:00:00Z`"
                )
            }
            return Self.order(sql, operation, instant)
        case .entries:
            let entries = try condition.entries.map { (key, value) -> SQL in
                "exists (select from \(sql) and e.key = \(key) and \(Self.text("e.value", operation, [value])))"
            }
            return "(\(SQL.join(entries, separator: " or ")))"
        }
    }

    private static func text(_ sql: SQL, _ operation: QueryFilter.Operation, _ values: [String]) -> SQL {
        let value = values.first ?? ""
        return switch operation {
        case .equals: "\(sql) = \(value)"
        case .notEquals: "\(sql) is distinct from \(value)"
        case .startsWith: "starts_with(\(sql), \(value))"
        case .endsWith: "right(\(sql), \(Int32(value.unicodeScalars.count))) = \(value)"
        case .contains: "strpos(\(sql), \(value)) > 0"
        case .prefix: "(\(sql) = \(value) or starts_with(\(sql), \(value + ".")))"
        default: "\(sql) = any(\(values))"
        }
    }

    /// The comparison of an instant.
    ///
    /// - Parameters:
    ///   - sql: What is compared.
    ///   - operation: How.
    ///   - instant: With what.
    /// - Returns: The condition.
    package static func order(_ sql: SQL, _ operation: QueryFilter.Operation, _ instant: Instant) -> SQL {
        switch operation {
        case .notEquals: "\(sql) <> \(instant)"
        case .greaterThan: "\(sql) > \(instant)"
        case .greaterThanOrEqualTo: "\(sql) >= \(instant)"
        case .lessThan: "\(sql) < \(instant)"
        case .lessThanOrEqualTo: "\(sql) <= \(instant)"
        default: "\(sql) = \(instant)"
        }
    }
}

extension QueryFilter.Condition {
    /// The entries that are asked for: `team` is `core`, written `[team]=core` or `=team:core`.
    fileprivate var entries: [(key: String, value: String)] {
        get throws(FieldErrors) {
            if let key { return values.map { (key, $0) } }
            var entries: [(key: String, value: String)] = []
            for text in values {
                guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
                    throw FieldErrors(
                        parameter,
                        "expected `key:value`, or the key in brackets as in `[labels][EQUALS][key]`"
                    )
                }
                entries.append((String(text[..<colon]), String(text[text.utf8.index(after: colon)...])))
            }
            return entries
        }
    }
}
