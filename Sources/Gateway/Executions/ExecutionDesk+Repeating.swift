import Access
import Audit
import Executor
import JSON
import Postgres
import Tenancy

extension ExecutionDesk {
    /// Makes another execution that goes on from one that failed, with another revision of its flow.
    ///
    /// - Parameters:
    ///   - found: The execution, with the outputs of its task runs.
    ///   - revision: The number of the revision.
    ///   - principal: The caller.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The other execution, and the record of it.
    /// - Throws: ``ExecutionConflict``; `PlanError`; `ExecutionStoreError`.
    func restart(
        _ found: StoredExecution,
        with revision: Int,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        let state = try await state(of: found, in: principal.tenant, tx)
        let planned = try await flow(of: found.record, revision: revision, in: principal.tenant, tx)
        let (plan, id, now) = (try planned.plan(of: found.record), ExecutionID.random(), now)
        guard let other = state.restarted(plan, id: id, at: now) else {
            let reason = state.state.isTerminal ? ExecutionRefusal.nothingToRestart : .state(state.state)
            throw ExecutionConflict.refused(reason, of: found.record.id)
        }
        return try await begin(other, plan, planned.revision, insteadOf: found, by: principal, tx)
    }

    /// Makes another execution that repeats one, from the beginning or from a task run.
    ///
    /// - Parameters:
    ///   - found: The execution, with the outputs of its task runs.
    ///   - run: The task run, `nil` for the beginning.
    ///   - revision: The number of the revision to repeat it with, `nil` for its own.
    ///   - breakpoints: The tasks before which it halts.
    ///   - inputs: Other inputs than it had, as they are kept.
    ///   - principal: The caller.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The other execution, and the record of it.
    /// - Throws: ``ExecutionConflict``; `PlanError`; `ExecutionStoreError`.
    func replay(
        _ found: StoredExecution,
        from run: Int32?,
        revision: Int?,
        breakpoints: [Breakpoint] = [],
        inputs: JSONObject? = nil,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        let state = try await state(of: found, in: principal.tenant, tx)
        let planned = try await flow(of: found.record, revision: revision, in: principal.tenant, tx)
        let (plan, id, now) = (try planned.plan(of: found.record), ExecutionID.random(), now)
        guard var other = state.replayed(from: run, plan, id: id, at: now) else {
            throw ExecutionConflict.nothingToReplay(found.record.id)
        }
        if !breakpoints.isEmpty {
            _ = other.apply(ExecutionEvent(.command(.setBreakpoints(breakpoints)), at: now))
        }
        return try await begin(
            other,
            plan,
            planned.revision,
            insteadOf: found,
            inputs: inputs,
            by: principal,
            tx
        )
    }

    /// Makes other executions that repeat some from the beginning.
    ///
    /// - Parameters:
    ///   - executions: The executions.
    ///   - usesNewest: Whether they run the newest revisions of their flows instead of their own.
    ///   - principal: The caller.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The records of them.
    /// - Throws: ``ExecutionConflict``; `PlanError`; `ExecutionStoreError`.
    func replay(
        _ executions: [ExecutionSummary],
        withNewest usesNewest: Bool,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> [RecordedChange] {
        var made: [NewExecution] = []
        let now = now
        // What is short has no long inputs.
        let ids = executions.map(\.record.id)
        let found = try await store.load(ids, withOutputs: false, in: principal.tenant, tx)
        for execution in found {
            let flow = try await flow(of: execution.record, isNewest: usesNewest, in: principal.tenant, tx)
            let plan = try flow.plan(of: execution.record)
            var state = ExecutionState(plan, id: .random(), at: now, labels: execution.rows.execution?.labels ?? [])
            let record = execution.record.repeated(by: state.id, flow.revision, principal)
            made.append(NewExecution(record, plan, rows: state.takeRows()))
        }
        try await store.create(made, in: principal.tenant, tx)
        return made.map { .created(StoredExecution($0)) }
    }

    /// The machine of an execution, as its rows are.
    private func state(
        of found: StoredExecution,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> ExecutionState {
        try ExecutionState(try await flow(of: found.record, in: tenant, tx).plan(of: found.record), rows: found.rows)
    }

    /// Keeps an execution that was made of another one, and has it begun.
    private func begin(
        _ state: ExecutionState,
        _ plan: ExecutionPlan,
        _ revision: Int,
        insteadOf found: StoredExecution,
        inputs: JSONObject? = nil,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        var state = state
        var record = found.record.repeated(by: state.id, revision, principal)
        record.inputs = inputs ?? record.inputs
        let rows = state.takeRows()
        let outputs = found.outputs(of: state.origins, in: rows)
        return try await create(NewExecution(record, plan, rows: rows, outputs: outputs), by: principal, tx)
    }

    /// Keeps a new execution, and has it begun.
    ///
    /// - Throws: `ExecutionStoreError`.
    func create(
        _ made: NewExecution,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        let isOpen = made.rows.execution?.state.isStart == true
        try await store.create([made], posting: isOpen ? .begin : nil, in: principal.tenant, tx)
        let execution = StoredExecution(made)
        return Recorded(
            answer(execution, to: principal, at: now),
            .created(execution)
        )
    }
}

extension ExecutionRecord {
    /// What an execution has that is made of this one.
    fileprivate func repeated(by id: ExecutionID, _ revision: Int, _ principal: Principal) -> ExecutionRecord {
        var record = self
        record.id = id
        record.revision = revision
        record.outputs = nil
        record.createdBy = principal.account
        // Whoever waits for this execution does not wait for the other one.
        record.parent = nil
        return record
    }
}

extension StoredExecution {
    /// The outputs of task runs that an execution made of this one has kept as they ended.
    fileprivate func outputs(of origins: [Int32: Int32], in rows: ExecutionRows) -> [Int32: JSONObject] {
        var kept: [Int32: JSONObject] = [:]
        for run in rows.taskRuns where run.step == .done {
            kept[run.number] = origins[run.number].flatMap { outputs[$0] }
        }
        return kept
    }
}
