import Access
import Daemon
import Flows
import JSON
import Postgres
import Tenancy

/// Which instants of an execution a search by time looks at.
public enum ExecutionDates: String, Sendable, CaseIterable {
    /// When it was made.
    case start = "START_DATE"
    /// When it ended.
    case end = "END_DATE"
    /// Either.
    case startOrEnd = "START_OR_END_DATE"
}

/// The columns that executions `x` are searched by.
enum ExecutionSearch {
    static let tieBreaker: SQL = "x.created_at desc nulls last, x.execution_id desc"

    /// The columns by field.
    ///
    /// - Parameter dates: Which instants are meant; `nil`: each by its name, and the time until now is that of the start.
    /// - Returns: The columns.
    static func filters(_ dates: ExecutionDates?) -> [QueryFilter.Field: SearchColumn] {
        var filters: [QueryFilter.Field: SearchColumn] = [
            .query: .key("x.search_key"), .namespace: .text("x.namespace::text"), .flowID: .text("x.flow_id::text"),
            .flowRevision: number("x.flow_revision"), .id: id("x.execution_id"), .executionID: id("x.execution_id"),
            .state: .text("x.state::text"), .kind: .text("x.kind"), .labels: .entries(labels), .scope: .text(scope),
            .parentID: id("x.parent_id"), .triggerExecutionID: id("x.parent_id"), .triggerID: .text("x.trigger_id"),
            .childFilter: children, .userID: .uuid("x.created_by"), .created: .instant("x.created_at"),
        ]
        let columns: [SQL] =
            switch dates {
            case .start, nil: ["x.created_at"]
            case .end: ["x.ended_at"]
            case .startOrEnd: ["x.created_at", "x.ended_at"]
            }
        filters[.startDate] = instant(columns)
        filters[.endDate] = instant(dates == nil ? ["x.ended_at"] : columns)
        filters[.timeRange] = timeRange(columns)
        return filters
    }

    static let sorts: [String: SQL] = [
        "id": "x.execution_id", "namespace": "x.namespace", "flowId": "x.flow_id", "flowRevision": "x.flow_revision",
        "state": "x.state", "state.current": "x.state", "state.startDate": "x.created_at", "startDate": "x.created_at",
        "state.endDate": "x.ended_at", "endDate": "x.ended_at", "state.duration": "(x.ended_at - x.created_at)",
        "kind": "x.kind", "triggerId": "x.trigger_id",
    ]

    /// What lies in the namespace `system` is the service's own.
    static let scope: SQL =
        "case when x.namespace = 'system' or starts_with(x.namespace, 'system.') then 'SYSTEM' else 'USER' end"

    private static let labels: SQL =
        "execution_label e where e.tenant_id = x.tenant_id and e.execution_id = x.execution_id"

    /// The identifier of an execution or a task run; a value of another form is nobody's.
    static func id(_ column: SQL) -> SearchColumn {
        .custom(.equality.union([.isNull, .isNotNull])) { condition throws(FieldErrors) in
            let ids = condition.values.compactMap { ExecutionID($0) }
            return switch condition.operation {
            case .isNull: "\(column) is null"
            case .isNotNull: "\(column) is not null"
            case .notEquals, .notIn: "(\(column) = any(\(ids))) is not true"
            default: "\(column) = any(\(ids))"
            }
        }
    }

    /// A whole number.
    static func number(_ column: SQL) -> SearchColumn {
        let operations = Set<QueryFilter.Operation>.equality.union(Set<QueryFilter.Operation>.order)
        return .custom(operations) { condition throws(FieldErrors) in
            var numbers: [Int32] = []
            for text in condition.values {
                guard let number = Int32(text) else {
                    throw FieldErrors(condition.parameter, "expected a whole number")
                }
                numbers.append(number)
            }
            let number = numbers.first ?? 0
            return switch condition.operation {
            case .notEquals, .notIn: "(\(column) = any(\(numbers))) is not true"
            case .greaterThan: "\(column) > \(number)"
            case .greaterThanOrEqualTo: "\(column) >= \(number)"
            case .lessThan: "\(column) < \(number)"
            case .lessThanOrEqualTo: "\(column) <= \(number)"
            default: "\(column) = any(\(numbers))"
            }
        }
    }

    /// One of some instants.
    private static func instant(_ columns: [SQL]) -> SearchColumn {
        .custom(.instant) { condition throws(FieldErrors) in
            guard let instant = Instant(condition.values.first ?? "") else {
                throw FieldErrors(
                    condition.parameter,
                    "expected a date and time of RFC 3339, as in `2026-11-21T08:00:00Z`"
                )
            }
            let parts = columns.map { SearchColumn.order($0, condition.operation, instant) }
            return "(\(SQL.join(parts, separator: " or ")))"
        }
    }

    /// So long until now.
    static func timeRange(_ columns: [SQL]) -> SearchColumn {
        .custom([.equals]) { condition throws(FieldErrors) in
            guard let duration = FlowDuration(condition.values.first ?? ""), duration.duration >= .zero else {
                throw FieldErrors(condition.parameter, "expected a duration of ISO 8601, as in `PT24H`")
            }
            let since = SystemClock().now - duration.duration
            return "(\(SQL.join(columns.map { "\($0) >= \(since)" }, separator: " or ")))"
        }
    }

    /// Whether another execution asked for it.
    private static let children = SearchColumn.custom([.equals, .notEquals]) { condition throws(FieldErrors) in
        guard let value = condition.values.first, value == "CHILD" || value == "MAIN" else {
            throw FieldErrors(condition.parameter, "expected `CHILD` or `MAIN`")
        }
        let wantsChildren = (value == "CHILD") == (condition.operation == .equals)
        return wantsChildren ? "x.parent_id is not null" : "x.parent_id is null"
    }
}
