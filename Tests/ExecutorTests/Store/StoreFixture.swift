import Daemon
import Flows
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@testable import Executor

/// A store with two tenants, in a database of the test's own.
struct StoreFixture: Sendable {
    let database: Database
    let store = ExecutionStore()
    let mine = Tenant.ID.random()
    let theirs = Tenant.ID.random()

    init() throws { database = try #require(DatabaseTrait.current) }

    /// Runs a body in a transaction of a tenant, as the engine does.
    func run<Value: Sendable>(
        _ tenant: Tenant.ID? = nil,
        _ body: (Tenant.ID, borrowing Transaction) async throws -> Value
    ) async throws -> Value {
        let tenant = tenant ?? mine
        let settings = ExecutionStore.settings + [("reeve.tenant_id", tenant.description)]
        return try await database.transaction(TransactionOptions(settings: settings, retry: .never)) { tx in
            try await body(tenant, tx)
        }
    }

    /// Runs a body in a transaction of the instance.
    func spanning<Value: Sendable>(_ body: (borrowing Transaction) async throws -> Value) async throws -> Value {
        try await database.transaction(ShardLeases.options, body)
    }

    func save(_ batch: ExecutionBatch, in tenant: Tenant.ID? = nil) async throws {
        try await run(tenant) { tenant, tx in try await store.save(batch, in: tenant, tx) }
    }

    func load(_ id: ExecutionID, in tenant: Tenant.ID? = nil) async throws -> StoredExecution? {
        try await run(tenant) { tenant, tx in try await store.load([id], in: tenant, tx).first }
    }

    /// Keeps an execution of a flow that has one task.
    @discardableResult
    func create(
        _ id: ExecutionID,
        of flow: String = "a.b/flow",
        at instant: Int64 = 1_700_000_000_000,
        in tenant: Tenant.ID? = nil,
        _ change: (inout ExecutionState, inout ExecutionRecord) throws -> Void = { _, _ in }
    ) async throws -> NewExecution {
        let execution = try Self.execution(id, of: flow, at: instant, change)
        try await run(tenant) { tenant, tx in
            try await store.create([execution], posting: nil, in: tenant, tx)
        }
        return execution
    }

    static func execution(
        _ id: ExecutionID,
        of flow: String = "a.b/flow",
        at instant: Int64 = 1_700_000_000_000,
        _ change: (inout ExecutionState, inout ExecutionRecord) throws -> Void = { _, _ in }
    ) throws -> NewExecution {
        var state = ExecutionState(try plan, id: id, at: instant)
        var record = try record(id, of: flow)
        try change(&state, &record)
        return NewExecution(record, state.plan, rows: state.takeRows())
    }

    static func record(_ id: ExecutionID, of flow: String = "a.b/flow") throws -> ExecutionRecord {
        let address = try address(flow)
        return ExecutionRecord(id: id, namespace: address.namespace, flow: address.id, revision: 1)
    }

    static func address(_ flow: String) throws -> FlowAddress {
        let parts = flow.split(separator: "/")
        return FlowAddress(
            try #require(Namespace.Name(String(parts[0]))),
            try #require(Flow.ID(String(parts[1])))
        )
    }

    static var plan: ExecutionPlan {
        get throws { try ExecutionPlan(PlanDeclaration([TaskDeclaration("t1"), TaskDeclaration("t2")])) }
    }
}

extension ExecutionID {
    /// An identifier of a test, in the shard of its number.
    static func number(_ number: UInt64) -> ExecutionID { ExecutionID(0xE0, number) }
}
