public import Postgres
public import Tenancy

/// Which executor writes the executions of which shard, and what there is to do in shards.
///
/// All but ``require(_:_:)`` want a transaction of the instance: ``options``.
public struct ShardLeases: Sendable {
    /// How long a lease lasts unless it is renewed.
    public let life: Duration

    /// How transactions of the instance are run.
    public static var options: TransactionOptions {
        TransactionOptions(settings: [("reeve.scope", "instance")], role: "reeve_instance")
    }

    /// Makes leases.
    ///
    /// - Parameter life: How long a lease lasts unless it is renewed.
    public init(life: Duration = .seconds(15)) {
        self.life = life
    }

    private static let columns: SQL = "s.shard::smallint, s.holder, s.term, s.expires_at"

    private var expiry: SQL { "now() + make_interval(secs => \(Double(life.components.seconds)))" }

    /// Takes shards that nobody has, or whose lease has run out.
    ///
    /// A shard in which somebody is just committing is passed over. The commit must be on disk when it is acknowledged: a term
    /// that is lost in a crash would be given again.
    ///
    /// - Parameters:
    ///   - limit: How many at most.
    ///   - holder: For whom.
    ///   - tx: A transaction of the instance.
    /// - Returns: The leases.
    /// - Throws: `DatabaseError`.
    public func claim(
        _ limit: Int,
        for holder: ShardLease.Holder,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [ShardLease] {
        let shards = Array(0..<ExecutionID.shards)
        let results = try await tx.batch([
            "insert into executor_shard (shard) select unnest(\(shards)) on conflict (shard) do nothing",
            """
            with free as materialized (
              select f.shard::smallint as shard from executor_shard f
              where f.holder is null or f.expires_at < now()
              order by f.expires_at, f.shard limit \(limit)
              for update skip locked
            )
            update executor_shard s set holder = \(holder), term = s.term + 1, expires_at = \(expiry)
            from free
            where s.shard = free.shard and pg_try_advisory_xact_lock(hashtext('reeve.executor_shard'), free.shard)
            returning \(Self.columns)
            """,
        ])
        return try results[1].map { row throws(DatabaseError) in try ShardLease(row) }
    }

    /// Lets leases last for another while.
    ///
    /// - Parameters:
    ///   - leases: The leases.
    ///   - tx: A transaction of the instance; its commit need not be on disk.
    /// - Returns: Those that are still held, with their new ends. Another one is lost.
    /// - Throws: `DatabaseError`.
    public func renew(
        _ leases: [ShardLease],
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [ShardLease] {
        let rows = try await tx.query(
            """
            update executor_shard s set expires_at = \(expiry)
            from \(Self.source(leases))
            where s.shard = w.shard and s.holder = w.holder and s.term = w.term
            returning \(Self.columns)
            """
        )
        return try rows.map { row throws(DatabaseError) in try ShardLease(row) }
    }

    /// Gives leases back.
    ///
    /// - Parameters:
    ///   - leases: The leases; those that are held by others already are passed over.
    ///   - tx: A transaction of the instance.
    /// - Throws: `DatabaseError`.
    public func release(_ leases: [ShardLease], _ tx: borrowing Transaction) async throws(DatabaseError) {
        try await tx.execute(
            """
            update executor_shard s set holder = null, expires_at = now()
            from \(Self.source(leases))
            where s.shard = w.shard and s.holder = w.holder and s.term = w.term
            """
        )
    }

    private static func source(_ leases: [ShardLease]) -> SQL {
        "unnest(\(leases.map(\.shard)), \(leases.map(\.holder)), \(leases.map(\.term))) as w (shard, holder, term)"
    }

    /// All leases that are held, whoever has them.
    ///
    /// - Parameter tx: A transaction of the instance.
    /// - Returns: The leases, by shard.
    /// - Throws: `DatabaseError`.
    public func held(_ tx: borrowing Transaction) async throws(DatabaseError) -> [ShardLease] {
        let rows = try await tx.query(
            """
            select \(Self.columns) from executor_shard s
            where s.holder is not null and s.expires_at >= now() order by s.shard
            """
        )
        return try rows.map { row throws(DatabaseError) in try ShardLease(row) }
    }

    /// Makes sure that a shard is still held, until the transaction ends.
    ///
    /// It comes first in a transaction that writes executions: what a former holder would write is refused, and nobody is given
    /// the shard while the transaction runs.
    ///
    /// - Parameters:
    ///   - lease: The lease.
    ///   - tx: A transaction of a tenant.
    /// - Throws: ``ExecutionStoreError/leaseLost(shard:)``; `DatabaseError`.
    public static func require(_ lease: ShardLease, _ tx: borrowing Transaction) async throws {
        let rows = try await tx.query("select holds_shard(\(lease.shard), \(lease.holder), \(lease.term))")
        guard try rows.first?.decode(0, as: Bool.self) == true else {
            throw ExecutionStoreError.leaseLost(shard: lease.shard)
        }
    }
}

extension ShardLease {
    fileprivate init(_ row: Row) throws(DatabaseError) {
        self.init(
            shard: try row.decode(0),
            holder: try row.decode(1),
            term: try row.decode(2),
            expiresAt: try row.decode(3)
        )
    }
}
