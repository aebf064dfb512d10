public import Access
public import Daemon
public import Flows
import JSON
public import Postgres
public import Tenancy

/// A place in the log.
public struct ExecutionLogCursor: Sendable, Hashable {
    /// When the line at the place was written.
    public var at: Instant

    /// The line at the place.
    public var id: ExecutionLogLine.ID

    /// Makes a cursor.
    ///
    /// - Parameters:
    ///   - at: When the line was written.
    ///   - id: The line.
    public init(at: Instant, id: ExecutionLogLine.ID) {
        (self.at, self.id) = (at, id)
    }
}

extension ExecutionLogLine {
    /// The place of the line.
    public var cursor: ExecutionLogCursor { ExecutionLogCursor(at: at, id: id) }
}

extension ExecutionStore {
    /// What log lines can be searched by; a level means those that are more important as well.
    public static let logScheme = SearchScheme(
        filters: [
            .query: .key("lower(l.message)"), .namespace: .text("l.namespace::text"), .flowID: .text("l.flow_id::text"),
            .executionID: ExecutionSearch.id("l.execution_id"), .taskID: .text("l.task_id"),
            .taskRunID: ExecutionSearch.id("l.task_run_id"), .attemptNumber: ExecutionSearch.number("l.attempt"),
            .kind: .text("l.kind"), .level: level, .startDate: .instant("l.logged_at"),
            .endDate: .instant("l.logged_at"), .timeRange: ExecutionSearch.timeRange(["l.logged_at"]),
            .scope: .text(scope),
        ],
        sorts: ["timestamp": "l.logged_at", "level": "l.level", "namespace": "l.namespace", "flowId": "l.flow_id"],
        tieBreaker: "l.logged_at desc, l.line_id desc"
    )

    private static let scope: SQL =
        "case when l.namespace = 'system' or starts_with(l.namespace, 'system.') then 'SYSTEM' else 'USER' end"

    private static let level = SearchColumn.custom(.equality) { condition throws(FieldErrors) in
        var levels: [Int16] = []
        for name in condition.values {
            guard let level = ExecutionLogLevel(name: name) else {
                let names = ExecutionLogLevel.allCases.map { "`\($0.name)`" }.joined(separator: ", ")
                throw FieldErrors(condition.parameter, "expected one of \(names)")
            }
            levels.append(level.rawValue)
        }
        let least = levels.first ?? 0
        return switch condition.operation {
        case .notEquals: "l.level < \(least)"
        case .in: "l.level = any(\(levels))"
        case .notIn: "not (l.level = any(\(levels)))"
        default: "l.level >= \(least)"
        }
    }

    /// The page of log lines that a search finds, the newest first unless it says otherwise.
    ///
    /// - Parameters:
    ///   - search: Which lines, in which order.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The page; its total is at most ``countLimit``.
    /// - Throws: `DatabaseError`; `FieldErrors` for a value that does not have the form of its field.
    public func findLogs(
        _ search: Search,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<ExecutionLogLine> {
        let condition = try Self.logScheme.condition(search)
        let source: SQL =
            "execution_log l where l.tenant_id = \(tenant) and \(visible.condition(on: "l.namespace")) and \(condition)"
        let results = try await tx.batch([
            "select \(ExecutionLogLine.read) from \(source)\(Self.logScheme.page(search))",
            "select count(*) from (select from \(source) limit \(Self.countLimit)) as found",
        ])
        let total = try results[1].first?.decode(0, as: Int.self) ?? 0
        return Found(try results[0].map(ExecutionLogLine.init), total: total)
    }

    /// The log lines of an execution that a search finds, the oldest first, some at a time.
    ///
    /// - Parameters:
    ///   - execution: The execution.
    ///   - search: Which lines; its page is of no matter.
    ///   - cursor: The last of those that were read before.
    ///   - count: How many.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The lines; fewer than `count` at the end.
    /// - Throws: `DatabaseError`; `FieldErrors`.
    public func logs(
        of execution: ExecutionID,
        _ search: Search = Search(),
        after cursor: ExecutionLogCursor? = nil,
        count: Int,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [ExecutionLogLine] {
        var condition = try Self.logScheme.condition(search)
        if let cursor { condition += " and (l.logged_at, l.line_id) > (\(cursor.at), \(cursor.id))" }
        let rows = try await tx.query(
            """
            select \(ExecutionLogLine.read) from execution_log l
            where l.tenant_id = \(tenant) and l.execution_id = \(execution) and \(condition)
            order by l.logged_at, l.line_id limit \(count)
            """
        )
        return try rows.map(ExecutionLogLine.init)
    }

    /// Removes the log lines of an execution that a search finds.
    ///
    /// - Parameters:
    ///   - execution: The execution.
    ///   - search: Which lines; its page is of no matter.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: How many went.
    /// - Throws: `DatabaseError`; `FieldErrors`.
    public func deleteLogs(
        of execution: ExecutionID,
        _ search: Search = Search(),
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Int {
        let condition = try Self.logScheme.condition(search)
        return try await tx.execute(
            "delete from execution_log l where l.tenant_id = \(tenant) and l.execution_id = \(execution) and \(condition)"
        )
    }

    /// Removes the log lines of the executions of a flow.
    ///
    /// - Parameters:
    ///   - flow: The flow.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: How many went.
    /// - Throws: `DatabaseError`.
    public func deleteLogs(
        of flow: FlowAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Int {
        try await tx.execute(
            """
            delete from execution_log
            where tenant_id = \(tenant) and namespace = \(flow.namespace.description) and flow_id = \(flow.id.description)
            """
        )
    }

    /// Removes the months of the log that are older than so many before this one, of all tenants.
    ///
    /// - Parameters:
    ///   - months: How many months stay besides this one, at least one.
    ///   - tx: A transaction of the instance.
    /// - Returns: How many months went.
    /// - Throws: `DatabaseError` if others had the log in use for too long; the next sweep does it then.
    public static func dropLogMonths(
        keeping months: Int32,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Int {
        Int(try await tx.query("select drop_log_months(\(months))").first?.decode(0, as: Int32.self) ?? 0)
    }
}
