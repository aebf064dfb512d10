package import Daemon
package import JSON
package import Postgres
package import Tenancy

/// Which records of the log are meant: conditions on their columns, and the time they happened in.
package struct AuditFilter: Sendable {
    /// From when, that instant included.
    package private(set) var from: Instant?
    /// Until when, that instant not included.
    package private(set) var until: Instant?
    /// What holds besides the time; `nil` if nothing has to.
    package private(set) var condition: SQL?

    /// The filter that every record passes.
    package static let all = AuditFilter()

    /// Whether every record passes.
    var isEmpty: Bool { from == nil && until == nil && condition == nil }

    private init() {}

    /// The fields that records are searched by, with the comparisons that each takes.
    package static let fields: QueryFilter.Fields = [
        .resources: .equality, .type: .equality, .action: .equality, .outcome: .equality,
        .userID: .equality, .onBehalfOf: .equality, .requestID: .equality, .traceID: .equality, .ip: .equality,
        .flowID: [.equals, .in], .executionID: [.equals, .in], .details: [.equals, .in],
        .id: .text, .namespace: .text, .permission: .text, .query: [.contains, .equals],
        .startDate: .order, .endDate: .order, .date: .order,
    ]

    /// Reads a filter, taking the bounds of the time out of what has to hold in any case.
    ///
    /// - Throws: `FieldErrors` for a value that does not have the form of its field.
    package init(_ filter: QueryFilter?) throws(FieldErrors) {
        var (parts, errors): ([SQL], FieldErrors) = ([], FieldErrors())
        for conjunct in filter?.conjuncts ?? [] {
            do throws(FieldErrors) {
                if case .condition(let condition) = conjunct, Self.times.contains(condition.field) {
                    try narrow(condition)
                } else {
                    parts.append(try Self.sql(conjunct))
                }
            } catch {
                errors.errors += error.errors
            }
        }
        guard errors.isEmpty else { throw errors }
        condition = parts.isEmpty ? nil : .join(parts, separator: " and ")
    }

    private static let times: Set<QueryFilter.Field> = [.startDate, .endDate, .date]

    private mutating func narrow(_ condition: QueryFilter.Condition) throws(FieldErrors) {
        let instant = try Self.instant(condition)
        let after = instant + .microseconds(1)
        switch condition.operation {
        case .greaterThanOrEqualTo: from = max(from ?? instant, instant)
        case .greaterThan: from = max(from ?? after, after)
        case .lessThan: until = min(until ?? instant, instant)
        default: until = min(until ?? after, after)
        }
    }

    private static func instant(_ condition: QueryFilter.Condition) throws(FieldErrors) -> Instant {
        let years = Instant(seconds: -62_135_596_800)...Instant(seconds: 253_402_300_799)
        guard let instant = Instant(condition.value), years.contains(instant) else {
            throw FieldErrors(
                condition.parameter,
                "expected a date and time of RFC 3339, as in `2026-11-21T08:00:00Z`"
            )
        }
        return instant
    }

    private static func sql(_ filter: QueryFilter) throws(FieldErrors) -> SQL {
        switch filter {
        case .condition(let condition): return try sql(condition)
        case .and(let filters), .or(let filters):
            var parts: [SQL] = []
            for filter in filters {
                parts.append(try sql(filter))
            }
            if case .or = filter { return "(\(SQL.join(parts, separator: " or ")))" }
            return "(\(SQL.join(parts, separator: " and ")))"
        }
    }

    private static func sql(_ condition: QueryFilter.Condition) throws(FieldErrors) -> SQL {
        switch condition.field {
        case .startDate, .endDate, .date: return try time(condition)
        case .resources: return compare("resource_kind", condition, try names(condition, of: Resource.self))
        case .type, .action: return compare("type", condition, try names(condition, of: AuditRecord.EventType.self))
        case .outcome:
            return compare("outcome", condition, try names(condition, of: AuditRecord.Outcome.self))
        case .flowID: return "(resource_kind = 'FLOW' and \(compare("resource_id", condition, condition.values)))"
        case .executionID:
            return "(resource_kind = 'EXECUTION' and \(compare("resource_id", condition, condition.values)))"
        case .details: return try detail(condition)
        case .query: return anything(condition.value)
        default:
            guard let column = columns[condition.field] else {
                throw FieldErrors(condition.parameter, "is not a field of this search")
            }
            return compare(column, condition, condition.values)
        }
    }

    private static let columns: [QueryFilter.Field: SQL] = [
        .id: "resource_id", .namespace: "namespace", .permission: "permission", .userID: "actor_id",
        .onBehalfOf: "on_behalf_of", .ip: "source_address", .requestID: "request_id", .traceID: "trace_id",
    ]

    private static func detail(_ condition: QueryFilter.Condition) throws(FieldErrors) -> SQL {
        switch condition.key {
        case "id": return compare("resource_id", condition, condition.values)
        case "namespace": return compare("namespace", condition, condition.values)
        case "resource", "resourceType":
            return compare("resource_kind", condition, try names(condition, of: Resource.self))
        default:
            throw FieldErrors(condition.parameter, "expected a detail: `id`, `namespace` or `resource`")
        }
    }

    /// The values as names of an enumeration, whatever their case.
    private static func names<Name: RawRepresentable<String> & CaseIterable>(
        _ condition: QueryFilter.Condition,
        of type: Name.Type
    ) throws(FieldErrors) -> [String] {
        var names: [String] = []
        for value in condition.values {
            guard let name = Name.allCases.first(where: { $0.rawValue == value || $0.rawValue == value.uppercased() })
            else {
                let known = Name.allCases.map(\.rawValue)
                let hint = NearestName.hint(value, among: known)
                throw FieldErrors(
                    condition.parameter,
                    hint.isEmpty ? "expected one of \(known.joined(separator: ", "))" : "is not known\(hint)"
                )
            }
            names.append(name.rawValue)
        }
        return names
    }

    private static func time(_ condition: QueryFilter.Condition) throws(FieldErrors) -> SQL {
        let instant = try instant(condition)
        return switch condition.operation {
        case .greaterThan: "occurred_at > \(instant)"
        case .greaterThanOrEqualTo: "occurred_at >= \(instant)"
        case .lessThan: "occurred_at < \(instant)"
        default: "occurred_at <= \(instant)"
        }
    }

    private static func compare(_ column: SQL, _ condition: QueryFilter.Condition, _ values: [String]) -> SQL {
        let value = values.first ?? ""
        return switch condition.operation {
        case .notEquals: "\(column) is distinct from \(value)"
        case .notIn: "(\(column) = any(\(values))) is not true"
        case .in: "\(column) = any(\(values))"
        case .startsWith: "starts_with(\(column), \(value))"
        case .endsWith: "right(\(column), \(Int32(clamping: value.unicodeScalars.count))) = \(value)"
        case .contains: "strpos(\(column), \(value)) > 0"
        case .notContains: "(strpos(\(column), \(value)) > 0) is not true"
        case .prefix: "(\(column) = \(value) or starts_with(\(column), \(value + ".")))"
        default: "\(column) = \(value)"
        }
    }

    private static func anything(_ text: String) -> SQL {
        let columns: [SQL] = [
            "resource_id", "actor_name", "actor_id", "namespace", "permission", "resource_kind", "request_id",
        ]
        return "(\(SQL.join(columns.map { "strpos(\($0), \(text)) > 0" }, separator: " or ")))"
    }
}
