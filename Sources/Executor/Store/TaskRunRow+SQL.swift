import Daemon
import Postgres
import Tenancy

/// Rows of the machine with the executions that they belong to.
typealias Owned<Element> = (execution: ExecutionID, row: Element)

extension TaskRunRow {
    private static let columns: SQL =
        """
        task_run_id, task, task_id, parent, iteration, value, state, state_history, state_since, step, token, round, failures, losses,
          round_start, timeout, iteration_limit, iteration_interval, deadline, first_iteration, work, forced_state, phase,
          outcome, list, total, next
        """

    /// What is read of a task run `t`, after the execution.
    static let read: SQL =
        """
        t.number, t.task_run_id, t.task, t.task_id, t.parent, t.iteration, t.value, t.state::text, t.state_history,
          t.state_since, t.step, t.token, t.round, t.failures, t.losses, t.round_start, t.timeout, t.iteration_limit,
          t.iteration_interval, t.deadline, t.first_iteration, t.work, t.forced_state::text, t.phase::text, t.outcome, t.list,
          t.total, t.next
        """

    /// Keeps task runs as they are now.
    static func save(_ runs: [Owned<TaskRunRow>], tasks: [String], in tenant: Tenant.ID) -> SQL {
        let rows = runs.map(\.row)
        return """
            insert into task_run as t (tenant_id, execution_id, number, \(columns))
            select \(tenant), w.execution_id, w.number, w.task_run_id, w.task, w.task_id, w.parent, w.iteration, w.value, w.state,
              w.state_history::text[], w.state_since::timestamptz[], w.step, w.token, w.round, w.failures, w.losses, w.round_start,
              w.timeout, w.iteration_limit, w.iteration_interval, w.deadline, w.first_iteration, w.work, w.forced_state, w.phase,
              w.outcome, w.list, w.total, w.next
            from unnest(
              \(runs.map(\.execution)), \(rows.map(\.number)), \(rows.map(\.id)), \(rows.map(\.task)), \(tasks),
              \(rows.map(\.parent)), \(rows.map(\.iteration)), \(rows.map { $0.value?.storable }), \(rows.map(\.state.name)),
              \(rows.map(\.history.states)), \(rows.map(\.history.instants)), \(rows.map(\.step.name)), \(rows.map(\.token)),
              \(rows.map(\.round)), \(rows.map(\.failures)), \(rows.map(\.losses)), \(rows.map(\.roundStart)),
              \(rows.map(\.timeout)), \(rows.map(\.limit)), \(rows.map(\.interval)), \(rows.map(\.deadline)),
              \(rows.map(\.values)), \(rows.map(\.work.name)), \(rows.map { $0.forced?.name }),
              \(rows.map { Scope.Phase.name($0.phase) }), \(rows.map { Int16($0.outcome) }), \(rows.map(\.list)),
              \(rows.map(\.total)), \(rows.map(\.next))
            ) as w (execution_id, number, \(columns))
            on conflict (tenant_id, execution_id, number) do update set
              (\(columns)) = (
                excluded.task_run_id, excluded.task, excluded.task_id, excluded.parent, excluded.iteration, excluded.value,
                  excluded.state, excluded.state_history, excluded.state_since, excluded.step, excluded.token, excluded.round,
                  excluded.failures, excluded.losses, excluded.round_start, excluded.timeout, excluded.iteration_limit,
                  excluded.iteration_interval, excluded.deadline, excluded.first_iteration, excluded.work, excluded.forced_state,
                  excluded.phase, excluded.outcome, excluded.list, excluded.total, excluded.next
              )
            """
    }

    /// Reads the columns ``read``.
    ///
    /// - Returns: The row, and the task's identifier.
    static func read(_ reader: inout RowReader) throws(DatabaseError) -> (row: TaskRunRow, task: String) {
        let (number, id): (Int32, ExecutionID) = (try reader.next(), try reader.next())
        let (task, name): (Int32, String) = (try reader.next(), try reader.next())
        let row = TaskRunRow(
            number: number,
            id: id,
            task: task,
            parent: try reader.next(),
            iteration: try reader.next(),
            value: try reader.next(),
            state: try reader.next(RunState.init(name:)),
            history: try reader.history(),
            step: try reader.next(Step.init(name:)),
            token: try reader.next(),
            round: try reader.next(),
            failures: try reader.next(),
            losses: try reader.next(),
            roundStart: try reader.next(),
            timeout: try reader.next(),
            limit: try reader.next(),
            interval: try reader.next(),
            deadline: try reader.next(),
            values: try reader.next(),
            work: try reader.next(Job.Work.init(name:)),
            forced: try reader.optional(RunState.init(name:)),
            phase: try reader.next(Scope.Phase.init(name:)).rawValue,
            outcome: try reader.small(),
            list: try reader.next(),
            total: try reader.next(),
            next: try reader.next()
        )
        return (row, name)
    }

    /// Removes task runs, with their attempts, iterations and outputs.
    static func remove(_ runs: [Owned<Int32>], in tenant: Tenant.ID) -> SQL {
        """
        delete from task_run t
        using unnest(\(runs.map(\.execution)), \(runs.map(\.row))) as w (execution_id, number)
        where t.tenant_id = \(tenant) and t.execution_id = w.execution_id and t.number = w.number
        """
    }
}
