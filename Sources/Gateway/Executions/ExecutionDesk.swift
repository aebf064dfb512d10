import Access
import Audit
import Daemon
import Executor
import Flows
import JSON
import Postgres
import Secrets
import Tenancy

/// What operations on executions work with: the executions, their flows, and the time.
struct ExecutionDesk: Sendable {
    let store: ExecutionStore
    let flows: FlowDesk
    let plans: FlowPlans
    let clock: any WallClock
    /// What expressions see of the instance.
    let environment: ExecutionEnvironment
    /// Opens what is sealed in executions.
    let sealer: TextSealer?
    /// The name of the tenant, as answers have it.
    let tenantName: String
    /// Identifies the request in logs and audit records.
    let requestID: String

    init(_ request: Request) {
        self.store = request.services.executions
        self.flows = request.services.flows
        self.plans = request.services.plans
        self.clock = request.services.clock
        self.environment = request.services.environment
        self.sealer = request.services.sealer
        self.requestID = request.call.requestID
        self.tenantName = request.call.tenant?.description ?? ""
    }

    /// Now, in milliseconds since 1970.
    var now: Int64 { clock.now.milliseconds }

    /// Executions with more task runs are not read as a whole for one request.
    static let runLimit: Int32 = 20_000

    /// An execution with its task runs.
    ///
    /// - Parameters:
    ///   - id: The execution.
    ///   - action: What the caller wants to do with it.
    ///   - withOutputs: Whether the outputs of its task runs are read as well.
    ///   - principal: The caller.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The execution.
    /// - Throws: ``GateError/hidden`` if there is none that the caller may see; ``GateError/denied(_:namespace:)``;
    ///   ``ExecutionConflict/tooLarge(_:limit:)``.
    func find(
        _ id: ExecutionID,
        for action: Action,
        withOutputs: Bool = false,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> StoredExecution {
        let summary = try await summary(id, for: action, by: principal, tx)
        guard !summary.isLarge else { throw ExecutionConflict.tooLarge(id, limit: Self.runLimit) }
        return try await read(summary, withOutputs: withOutputs, in: principal.tenant, tx)
    }

    /// An execution with its task runs; without them if they are too many.
    ///
    /// - Throws: ``GateError/hidden`` if it is gone.
    func read(
        _ summary: ExecutionSummary,
        withOutputs: Bool = false,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> StoredExecution {
        guard !summary.isLarge else { return StoredExecution(summary) }
        guard let found = try await store.load([summary.record.id], withOutputs: withOutputs, in: tenant, tx).first
        else { throw GateError.hidden }
        return found
    }

    /// What an execution has besides its task runs.
    ///
    /// - Throws: As ``find(_:for:withOutputs:by:_:)``.
    func summary(
        _ id: ExecutionID,
        for action: Action,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> ExecutionSummary {
        let found = try await store.summaries(of: [id], in: principal.tenant, tx).first
        guard let found else { throw GateError.hidden }
        try principal.require(action, onExecutionIn: found.record.namespace)
        return found
    }

    /// The flow that an execution runs, at its revision or another one.
    ///
    /// - Throws: ``ExecutionConflict/flowGone(_:revision:)`` if the revision is not kept any more.
    func flow(
        of record: ExecutionRecord,
        revision: Int? = nil,
        isNewest: Bool = false,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> DeployedFlow {
        let revision = isNewest ? nil : revision ?? record.revision
        do {
            let kept = try await flows.store.get(
                record.address,
                revision: revision,
                allowDeleted: !isNewest,
                in: tenant,
                tx
            )
            let plans = plans
            return try await flows.read(Array(kept.source.utf8)) { _ in try plans.flow(of: kept, in: tenant) }
        } catch FlowStoreError.notFound {
            throw ExecutionConflict.flowGone(record.address, revision: revision)
        }
    }
}

extension ExecutionSummary {
    /// Whether the execution has more task runs than are read for one request.
    var isLarge: Bool { row.nextTaskRun > ExecutionDesk.runLimit }
}

extension DeployedFlow {
    /// How an execution is run: the flow, or one iteration of a loop of it.
    ///
    /// - Throws: `PlanError`.
    func plan(of record: ExecutionRecord) throws -> ExecutionPlan { try plan(iterationOf: record.loop?.task) }
}

extension Principal {
    /// The namespaces where the caller may do something with executions.
    func executionNamespaces(for action: Action) -> VisibleNamespaces {
        grants.visibleNamespaces(for: Permission(.execution, action))
    }

    /// Whether the caller may do something with the executions of a namespace.
    func may(_ action: Action, withExecutionsIn namespace: Namespace.Name) -> Bool {
        grants.decide(Permission(.execution, action), in: namespace).isAllowed
    }

    /// Refuses what the caller may not do with an execution; where it may do nothing that shows it, there is none.
    ///
    /// - Throws: ``GateError/hidden``; ``GateError/denied(_:namespace:)``.
    func require(_ action: Action, onExecutionIn namespace: Namespace.Name) throws(GateError) {
        guard !may(action, withExecutionsIn: namespace) else { return }
        guard may(.view, withExecutionsIn: namespace) else { throw .hidden }
        throw .denied(Permission(.execution, action), namespace: namespace)
    }
}
