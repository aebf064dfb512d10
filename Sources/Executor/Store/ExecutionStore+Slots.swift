import Flows
public import Postgres
public import Tenancy

extension ExecutionStore {
    /// Carries out what executions ask of the slots of their flows, in the order of the requests.
    ///
    /// Who waits is served in the order in which they came, before anybody who asks anew. The flows stay locked until the
    /// transaction ends, in one order: ask once in a transaction, for all executions of a batch.
    ///
    /// - Parameters:
    ///   - requests: What is asked.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: Who has a slot now, and who was refused one. Those that had waited may belong to other executors.
    /// - Throws: `DatabaseError`.
    public func slots(
        _ requests: [SlotRequest],
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> SlotResponse {
        guard !requests.isEmpty else { return SlotResponse() }
        let flows = Set(requests.map(\.flow)).sorted { $0.description < $1.description }
        let (namespaces, ids) = (flows.map(\.namespace.description), flows.map(\.id.description))
        let known: SQL = "unnest(\(namespaces), \(ids)) as k (namespace, flow_id)"
        let isOf: SQL = "s.tenant_id = \(tenant) and s.namespace = k.namespace and s.flow_id = k.flow_id"
        // So many can be served at most: all slots there may be, and all that are asked for.
        let most = requests.reduce(0) { Swift.max($0, min($1.limit, Self.slotLimit)) } + Int64(requests.count)
        let results = try await tx.batch([
            """
            insert into execution_pool (tenant_id, namespace, flow_id)
            select \(tenant), k.namespace, k.flow_id from \(known) order by k.namespace, k.flow_id
            on conflict (tenant_id, namespace, flow_id) do nothing
            """,
            """
            select from \(known) join execution_pool s on \(isOf)
            order by s.namespace, s.flow_id for update of s
            """,
            // Another statement: it sees what others committed while this one waited.
            """
            select p.namespace::text, p.flow_id::text, s.execution_id, s.token, s.position, p.last_position
            from \(known)
            join execution_pool p on p.tenant_id = \(tenant) and p.namespace = k.namespace and p.flow_id = k.flow_id
            left join lateral (
              select s.* from execution_slot s where \(isOf) and s.position is null
              union all
              (select s.* from execution_slot s where \(isOf) and s.position is not null order by s.position limit \(most))
              union all
              select s.* from execution_slot s where \(isOf) and s.execution_id = any(\(requests.map(\.execution)))
            ) s on true
            order by s.position
            """,
        ])
        var pools = try SlotPools(results[2])
        let response = pools.carryOut(requests)
        _ = try await tx.batch(pools.statements(in: tenant))
        return response
    }

    /// More slots than this are not counted.
    private static let slotLimit: Int64 = 100_000
}
