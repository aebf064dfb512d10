public import Access
public import Flows
import JSON
public import Postgres
public import Tenancy

extension ExecutionStore {
    /// So many executions are counted; if there are more, this is what is told.
    public static let countLimit = 100_000

    /// What executions can be searched by.
    ///
    /// - Parameter dates: Which instants a search by time looks at; `nil` for each by its name.
    /// - Returns: The scheme.
    public static func scheme(_ dates: ExecutionDates? = nil) -> SearchScheme {
        SearchScheme(
            filters: ExecutionSearch.filters(dates),
            sorts: ExecutionSearch.sorts,
            tieBreaker: ExecutionSearch.tieBreaker
        )
    }

    /// The page of executions that a search finds, the newest first unless it says otherwise.
    ///
    /// - Parameters:
    ///   - search: Which executions, in which order.
    ///   - dates: Which instants a search by time looks at.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The page; its total is at most ``countLimit``.
    /// - Throws: `DatabaseError`; `FieldErrors` for a value that does not have the form of its field.
    public func find(
        _ search: Search,
        by dates: ExecutionDates? = nil,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<ExecutionSummary> {
        let scheme = Self.scheme(dates)
        let source = try Self.source(search, scheme, visible, tenant)
        let results = try await tx.batch([
            // The page is found before anything is read of it.
            "select \(ExecutionSummary.read) from (select x.* from \(source)\(scheme.page(search))) x\(scheme.order(search))",
            "select count(*) from (select from \(source) limit \(Self.countLimit)) as found",
        ])
        let total = try results[1].first?.decode(0, as: Int.self) ?? 0
        return Found(try results[0].map(ExecutionSummary.init), total: total)
    }

    private static func source(
        _ search: Search,
        _ scheme: SearchScheme,
        _ visible: VisibleNamespaces,
        _ tenant: Tenant.ID
    ) throws(FieldErrors) -> SQL {
        let condition = try scheme.condition(search)
        return "execution x where x.tenant_id = \(tenant) and \(visible.condition(on: "x.namespace")) and \(condition)"
    }

    /// The executions that a search finds, for a change of all of them.
    ///
    /// - Parameters:
    ///   - search: Which executions.
    ///   - dates: Which instants a search by time looks at.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The executions, the newest first.
    /// - Throws: ``ExecutionStoreError/tooMany(limit:)``; `DatabaseError`; `FieldErrors`.
    public func all(
        _ search: Search,
        by dates: ExecutionDates? = nil,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [ExecutionSummary] {
        let source = try Self.source(search, Self.scheme(dates), visible, tenant)
        let rows = try await tx.query(
            "select \(ExecutionSummary.read) from \(source) order by \(ExecutionSearch.tieBreaker) limit \(Self.changeLimit + 1)"
        )
        guard rows.count <= Self.changeLimit else { throw ExecutionStoreError.tooMany(limit: Self.changeLimit) }
        return try rows.map(ExecutionSummary.init)
    }

    /// Executions as lists show them.
    ///
    /// - Parameters:
    ///   - ids: The executions; those that are not there are passed over.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The executions, in no order.
    /// - Throws: `DatabaseError`.
    public func summaries(
        of ids: [ExecutionID],
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [ExecutionSummary] {
        guard !ids.isEmpty else { return [] }
        let rows = try await tx.query(
            "select \(ExecutionSummary.read) from execution x where x.tenant_id = \(tenant) and x.execution_id = any(\(ids))"
        )
        return try rows.map { row throws(DatabaseError) in try ExecutionSummary(row) }
    }

    /// The newest execution of each flow, but those that run iterations of loops.
    ///
    /// - Parameters:
    ///   - flows: The flows.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The executions; none of flows that have none.
    /// - Throws: `DatabaseError`.
    public func latest(
        of flows: [FlowAddress],
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [ExecutionSummary] {
        guard !flows.isEmpty else { return [] }
        let rows = try await tx.query(
            """
            select \(ExecutionSummary.read)
            from unnest(\(flows.map(\.namespace.description)), \(flows.map(\.id.description))) as k (namespace, flow_id)
            cross join lateral (
              select e.* from execution e
              where e.tenant_id = \(tenant) and e.namespace = k.namespace and e.flow_id = k.flow_id and e.kind = 'NORMAL'
              order by e.created_at desc nulls last, e.execution_id desc limit 1
            ) x
            """
        )
        return try rows.map { row throws(DatabaseError) in try ExecutionSummary(row) }
    }

    /// The values that a field has in the executions that a search finds, sorted.
    ///
    /// - Parameters:
    ///   - field: The field: one whose values are few.
    ///   - search: Which executions.
    ///   - count: How many values at most.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The values.
    /// - Throws: `FieldErrors` for a field without such values; `DatabaseError`.
    public func values(
        of field: QueryFilter.Field,
        _ search: Search,
        count: Int,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [String] {
        guard let column = Self.listed[field] else {
            let names = Self.listed.keys.map { "`\($0)`" }.sorted().joined(separator: ", ")
            throw FieldErrors("field", "expected one of \(names)")
        }
        let source = try Self.source(search, Self.scheme(), visible, tenant)
        let rows = try await tx.query(
            """
            select distinct \(column) collate "C" as value from \(source) and \(column) is not null
            order by value limit \(count)
            """
        )
        return try rows.map { try $0.decode(0) }
    }

    private static let listed: [QueryFilter.Field: SQL] = [
        .namespace: "x.namespace::text", .flowID: "x.flow_id::text", .state: "x.state::text", .kind: "x.kind",
        .flowRevision: "x.flow_revision::text", .triggerID: "x.trigger_id", .scope: ExecutionSearch.scope,
    ]

    /// The number of a task run.
    ///
    /// - Parameters:
    ///   - id: The identifier of the task run.
    ///   - execution: The execution.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The number; `nil` if the execution has no such task run.
    /// - Throws: `DatabaseError`.
    public func number(
        ofTaskRun id: ExecutionID,
        in execution: ExecutionID,
        of tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Int32? {
        try await tx.query(
            "select number from task_run where tenant_id = \(tenant) and execution_id = \(execution) and task_run_id = \(id)"
        ).first?.decode(0)
    }
}
