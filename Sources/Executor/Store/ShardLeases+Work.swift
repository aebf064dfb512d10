public import Daemon
public import Postgres
public import Tenancy

extension ShardLeases {
    /// The tenants that have messages waiting or timers due in shards.
    ///
    /// - Parameters:
    ///   - shards: The shards.
    ///   - instant: What the time is.
    ///   - limit: How many at most, for messages and for timers each.
    ///   - tx: A transaction of the instance.
    /// - Returns: The tenants with the shards, each once.
    /// - Throws: `DatabaseError`.
    public func work(
        in shards: [Int16],
        at instant: Instant,
        limit: Int = 1000,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [ShardWork] {
        let rows = try await tx.query(
            """
            -- From tenant to tenant along the index: what one of them has waiting is not read.
            with recursive waiting as (
              select s.shard, (
                select m.tenant_id from execution_message m where m.shard = s.shard order by m.tenant_id limit 1
              ) as tenant_id
              from unnest(\(shards)) as s (shard)
              union all
              select w.shard, (
                select m.tenant_id from execution_message m
                where m.shard = w.shard and m.tenant_id > w.tenant_id
                order by m.tenant_id limit 1
              )
              from waiting w where w.tenant_id is not null
            )
            (
              select w.tenant_id, w.shard from waiting w
              where w.tenant_id is not null and \(Self.isLive("w.tenant_id")) limit \(limit)
            )
            union
            select d.tenant_id, d.shard from (
              select t.tenant_id, t.shard::smallint as shard from execution_timer t
              where t.due_at <= \(instant) and t.shard = any(\(shards)) order by t.due_at limit \(limit)
            ) d
            where \(Self.isLive("d.tenant_id"))
            """
        )
        return try rows.map(ShardWork.init)
    }

    /// The tenants that have executions in shards that have not ended: who is given a shard takes them over.
    ///
    /// - Parameters:
    ///   - shards: The shards.
    ///   - tx: A transaction of the instance.
    /// - Returns: The tenants with the shards, each once.
    /// - Throws: `DatabaseError`.
    public func open(in shards: [Int16], _ tx: borrowing Transaction) async throws(DatabaseError) -> [ShardWork] {
        let rows = try await tx.query(
            """
            with recursive open as (
              select s.shard, (
                select x.tenant_id from execution x where x.shard = s.shard and x.phase <> 'ended' order by x.tenant_id limit 1
              ) as tenant_id
              from unnest(\(shards)) as s (shard)
              union all
              select o.shard, (
                select x.tenant_id from execution x
                where x.shard = o.shard and x.phase <> 'ended' and x.tenant_id > o.tenant_id
                order by x.tenant_id limit 1
              )
              from open o where o.tenant_id is not null
            )
            select o.tenant_id, o.shard from open o where o.tenant_id is not null and \(Self.isLive("o.tenant_id"))
            """
        )
        return try rows.map(ShardWork.init)
    }

    /// What is left of a deleted tenant is not worked on.
    private static func isLive(_ tenant: SQL) -> SQL {
        "not exists (select from tenant gone where gone.tenant_id = \(tenant) and gone.deleted_at is not null)"
    }
}

extension ExecutionStore {
    /// The executions of a shard that have not ended, in the order of their identifiers, some at a time.
    ///
    /// - Parameters:
    ///   - shard: The shard.
    ///   - last: The last of those that were read before.
    ///   - limit: How many at most.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The executions; fewer than `limit` at the end.
    /// - Throws: `DatabaseError`.
    public func open(
        in shard: Int16,
        after last: ExecutionID? = nil,
        limit: Int,
        of tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [ExecutionID] {
        let rows = try await tx.query(
            """
            select execution_id from execution
            where tenant_id = \(tenant) and shard = \(shard) and phase <> 'ended'
              and execution_id > \(last ?? ExecutionID(0, 0))
            order by execution_id limit \(limit)
            """
        )
        return try rows.map { row throws(DatabaseError) in try row.decode(0) }
    }
}

extension ShardWork {
    fileprivate init(_ row: Row) throws(DatabaseError) {
        self.init(tenant: try row.decode(0), shard: try row.decode(1))
    }
}
