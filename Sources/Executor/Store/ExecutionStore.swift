public import Postgres
public import Tenancy

/// The executions of tenants: what they are, what they wait for, and what they have said.
///
/// Every transaction that is lent is one of the tenant, unless a function says otherwise. What was created is written by the
/// executor of its shard alone; others post messages to it.
public struct ExecutionStore: Sendable {
    /// The most bytes of a document: inputs, outputs of a task run or of the flow, variables, a trigger, a message.
    public static let documentLimit = 1 << 20

    /// The most bytes of the name and of the value of a label: they are searched by index.
    public static let (labelKeyLimit, labelValueLimit) = (256, 1024)

    /// How many executions one request may change.
    public static let changeLimit = 2000

    /// How many messages may wait in a tenant before no more commands are taken.
    public static let messageLimit = 10_000

    /// Settings for transactions that write batches.
    ///
    /// A plan that was made while a table was empty reads all of it, and is kept; here the index is always right.
    public static let settings: [(name: StaticString, value: String)] = [
        ("enable_seqscan", "off"), ("enable_hashjoin", "off"), ("enable_mergejoin", "off"),
    ]

    /// Makes a store.
    public init() {}

    /// Keeps executions for the first time, and posts messages to them.
    ///
    /// - Parameters:
    ///   - executions: The executions.
    ///   - content: What is posted to each.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Throws: ``ExecutionStoreError/tooLarge(_:field:limit:)``, before anything was written; `DatabaseError`.
    public func create(
        _ executions: [NewExecution],
        posting content: ExecutionMessage.Content? = .begin,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws {
        var batch = ExecutionBatch()
        batch.created = executions
        if let content { batch.posted = executions.map { ($0.record.id, content) } }
        try await save(batch, in: tenant, tx)
    }

    /// Writes a batch in one round trip, with a number of statements that does not depend on what is in it.
    ///
    /// - Parameters:
    ///   - batch: What is written.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Throws: ``ExecutionStoreError/tooLarge(_:field:limit:)``, before anything was written; ``ExecutionStoreError/notFound`` if
    ///   an execution that is changed is not there; `DatabaseError`.
    public func save(_ batch: ExecutionBatch, in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        let statements = try BatchStatements(batch, in: tenant)
        let results = try await tx.batch(statements.all)
        guard let update = statements.update, results[update].affected != statements.updated else { return }
        throw ExecutionStoreError.notFound
    }
}
