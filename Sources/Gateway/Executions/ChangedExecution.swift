import Access
import Audit
import Executor
import JSON
import Postgres
import Tenancy

/// An execution as it will be once its executor has done what was asked for.
struct ChangedExecution: JSONReply, CommittedReply {
    let reply: ExecutionReply
    let tenant: Tenant.ID

    var json: JSON { reply.json }

    func committed(_ request: Request, through gate: Gate) -> ChangedExecution {
        request.services.doorbell.ring(tenant, for: reply.execution.record.id)
        return self
    }
}

extension ExecutionDesk {
    /// Asks something of an execution, if that fits its state.
    ///
    /// The state machine is asked first, over what is kept: what it refuses is not posted, and what it makes of the
    /// execution is answered. The executor that has the execution asks it again, since it may be further by then. Of an
    /// execution with too many task runs to be read the state alone decides.
    ///
    /// - Parameters:
    ///   - id: The execution.
    ///   - action: The right that it takes.
    ///   - principal: The caller.
    ///   - tx: A transaction of the tenant.
    ///   - commands: What is asked for, given the state; throws if it cannot be.
    /// - Returns: The execution as it will be, and the record of the change.
    /// - Throws: ``GateError``; ``ExecutionConflict``; `ExecutionStoreError`.
    func carryOut(
        on id: ExecutionID,
        for action: Action,
        by principal: Principal,
        _ tx: borrowing Transaction,
        _ commands: (RunState) throws -> [ExecutionCommand]
    ) async throws -> Recorded<ChangedExecution> {
        let found = try await summary(id, for: action, by: principal, tx)
        let commands = try commands(found.row.state)
        guard found.isLarge else {
            let whole = try await read(found, in: principal.tenant, tx)
            return try await carryOut(commands, values: nil, on: whole, by: principal, tx)
        }
        for command in commands where !command.fits(found.row.state) {
            throw ExecutionConflict.refused(.state(found.row.state), of: id)
        }
        try await store.post(
            commands.map { (id, .command($0, by: principal.account)) },
            in: principal.tenant,
            tx
        )
        return Recorded(
            answer(StoredExecution(found), to: principal, at: now),
            commands.map { .asked($0, of: found) }
        )
    }

    /// Asks something of an execution that was found.
    ///
    /// - Parameters:
    ///   - commands: What is asked for.
    ///   - values: What comes with it, as with the end of a pause.
    ///   - found: The execution.
    ///   - principal: The caller.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The execution as it will be, and the record of the change.
    /// - Throws: ``ExecutionConflict``; `ExecutionStoreError`.
    func carryOut(
        _ commands: [ExecutionCommand],
        values: JSONObject?,
        on found: StoredExecution,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        let (id, now) = (found.record.id, now)
        let plan = try await flow(of: found.record, in: principal.tenant, tx).plan(of: found.record)
        var state = try ExecutionState(plan, rows: found.rows)
        for command in commands {
            for case .refused(let reason) in state.apply(ExecutionEvent(.command(command), at: now)) {
                throw ExecutionConflict.refused(reason, of: id)
            }
        }
        var changed = found
        changed.rows.take(state.takeRows())
        try await store.post(
            commands.map { (id, .command($0, by: principal.account, values: values)) },
            in: principal.tenant,
            tx
        )
        return Recorded(answer(changed, to: principal, at: now), .changed(found, to: changed))
    }

    /// The answer about an execution.
    func answer(_ execution: StoredExecution, to principal: Principal, at now: Int64) -> ChangedExecution {
        ChangedExecution(reply: reply(execution, to: principal, at: now), tenant: principal.tenant)
    }

    /// An execution with its task runs, as the caller may see it.
    func reply(_ execution: StoredExecution, to principal: Principal, at now: Int64) -> ExecutionReply {
        ExecutionReply(
            execution: execution,
            tenant: tenantName,
            showsOutputs: principal.may(.accessOutputs, withExecutionsIn: execution.record.namespace),
            now: now
        )
    }
}

extension ExecutionRows {
    /// Takes rows that changed in the place of those there are.
    mutating func take(_ changed: ExecutionRows) {
        execution = changed.execution ?? execution
        let removed = Set(changed.removedTaskRuns)
        let runs = Set(changed.taskRuns.map(\.number))
        taskRuns.removeAll { removed.contains($0.number) || runs.contains($0.number) }
        taskRuns += changed.taskRuns.filter { !removed.contains($0.number) }
        taskRuns.sort { $0.number < $1.number }
        let tries = Set(changed.attempts.map { [$0.taskRun, $0.number] })
        attempts.removeAll { removed.contains($0.taskRun) || tries.contains([$0.taskRun, $0.number]) }
        attempts += changed.attempts
        attempts.sort { ($0.taskRun, $0.number) < ($1.taskRun, $1.number) }
        let values = Set(changed.iterations.map(\.number))
        iterations.removeAll { removed.contains($0.taskRun) || values.contains($0.number) }
        iterations += changed.iterations
        iterations.sort { $0.number < $1.number }
    }
}
