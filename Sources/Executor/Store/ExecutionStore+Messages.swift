public import Daemon
public import Postgres
public import Tenancy

extension ExecutionStore {
    /// Posts messages, in this order.
    ///
    /// - Parameters:
    ///   - messages: The messages, and the executions that they are for; one that is not there gets none.
    ///   - isBounded: Whether they are refused if too many wait already, as commands of clients are. What executions tell one
    ///     another is never refused.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Throws: ``ExecutionStoreError/tooManyWaiting(limit:)``, ``ExecutionStoreError/tooLarge(_:field:limit:)``; `DatabaseError`.
    public func post(
        _ messages: [(execution: ExecutionID, content: ExecutionMessage.Content)],
        bounded isBounded: Bool = true,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws {
        guard !messages.isEmpty else { return }
        let insertion = try ExecutionMessage.insert(messages, in: tenant)
        guard isBounded else {
            try await tx.execute(insertion)
            return
        }
        let results = try await tx.batch([
            "select count(*) from (select from execution_message where tenant_id = \(tenant) limit \(Self.messageLimit)) as waiting",
            insertion,
        ])
        let waiting = try results[0].first?.decode(0, as: Int.self) ?? 0
        guard waiting < Self.messageLimit else { throw ExecutionStoreError.tooManyWaiting(limit: Self.messageLimit) }
    }

    /// The messages of a shard that wait, in the order of their identifiers; they stay until a batch says that they were taken.
    ///
    /// - Parameters:
    ///   - shard: The shard.
    ///   - limit: How many at most.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The messages. Those that this release cannot read are told apart: nobody will ever deal with them.
    /// - Throws: `DatabaseError`.
    public func waiting(
        in shard: Int16,
        limit: Int,
        of tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> (messages: [ExecutionMessage], unreadable: [ExecutionMessage.ID]) {
        let rows = try await tx.query(
            """
            select \(ExecutionMessage.read) from execution_message m
            where m.tenant_id = \(tenant) and m.shard = \(shard) order by m.message_id limit \(limit)
            """
        )
        return try Self.messages(rows)
    }

    private static func messages(
        _ rows: Rows
    ) throws(DatabaseError) -> (messages: [ExecutionMessage], unreadable: [ExecutionMessage.ID]) {
        var (messages, unreadable): ([ExecutionMessage], [ExecutionMessage.ID]) = ([], [])
        for row in rows {
            if let message = try ExecutionMessage.read(row) {
                messages.append(message)
            } else {
                unreadable.append(try row.decode(0))
            }
        }
        return (messages, unreadable)
    }

    /// The timers of a shard that are due, the earliest first; they stay until a batch says that they are over.
    ///
    /// - Parameters:
    ///   - shard: The shard.
    ///   - instant: What the time is.
    ///   - limit: How many at most.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The timers.
    /// - Throws: `DatabaseError`.
    public func due(
        in shard: Int16,
        at instant: Instant,
        limit: Int,
        of tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [ExecutionTimer] {
        let rows = try await tx.query(
            """
            select \(ExecutionTimer.read) from execution_timer t
            where t.tenant_id = \(tenant) and t.shard = \(shard) and t.due_at <= \(instant)
            order by t.due_at, t.execution_id, t.task_run limit \(limit)
            """
        )
        return try rows.map { row throws(DatabaseError) in
            var reader = RowReader(row)
            return try ExecutionTimer(&reader)
        }
    }
}
