import Daemon
import Postgres
import Tenancy

extension ExecutionTimer {
    /// What is read of a timer `t`.
    static let read: SQL = "t.execution_id, t.task_run, t.purpose, t.promise, t.token, t.due_at"

    /// Keeps timers; one of the same task run and purpose as one that is there takes its place.
    static func save(_ timers: [ExecutionTimer], in tenant: Tenant.ID) -> SQL {
        // Of several of one key in a batch the last one counts: a statement cannot change a row twice.
        var (seen, last): (Set<Key>, [ExecutionTimer]) = ([], [])
        for timer in timers.reversed() where seen.insert(Key(timer)).inserted { last.append(timer) }
        return """
            insert into execution_timer as t (
              tenant_id, execution_id, task_run, purpose, promise, token, shard, due_at
            )
            select \(tenant), w.* from unnest(
              \(last.map(\.execution)), \(last.map { $0.timer.taskRun ?? -1 }), \(last.map(\.timer.purpose.name)),
              \(last.map(\.timer.purpose.promise)), \(last.map(\.timer.token)), \(last.map(\.execution.shard)),
              \(last.map { Instant(milliseconds: $0.dueAt) })
            ) as w
            on conflict (tenant_id, execution_id, task_run, purpose, promise) do update set
              token = excluded.token, due_at = excluded.due_at
            """
    }

    /// Removes timers that are over.
    static func remove(_ timers: [(execution: ExecutionID, timer: TimerID)], in tenant: Tenant.ID) -> SQL {
        """
        delete from execution_timer t
        using unnest(
          \(timers.map(\.execution)), \(timers.map { $0.timer.taskRun ?? -1 }), \(timers.map(\.timer.purpose.name)),
          \(timers.map(\.timer.purpose.promise)), \(timers.map(\.timer.token))
        ) as w (execution_id, task_run, purpose, promise, token)
        where t.tenant_id = \(tenant) and t.execution_id = w.execution_id and t.task_run = w.task_run
          -- One that took its place stays.
          and t.purpose = w.purpose and t.promise = w.promise and t.token = w.token
        """
    }

    /// Removes all timers of executions.
    static func removeAll(of executions: [ExecutionID], in tenant: Tenant.ID) -> SQL {
        "delete from execution_timer where tenant_id = \(tenant) and execution_id = any(\(executions))"
    }

    /// Reads the columns ``read``.
    init(_ reader: inout RowReader) throws(DatabaseError) {
        let (execution, run): (ExecutionID, Int32) = (try reader.next(), try reader.next())
        let (name, promise): (String, Int32) = (try reader.next(), try reader.next())
        guard let purpose = TimerID.Purpose(name: name, promise: promise) else {
            throw .decoding(column: "purpose", reason: "holds a value that is not one of the known ones")
        }
        let timer = TimerID(taskRun: run < 0 ? nil : run, token: try reader.next(), purpose: purpose)
        self.init(execution: execution, timer: timer, dueAt: try reader.milliseconds())
    }

    private struct Key: Hashable {
        var execution: ExecutionID
        var taskRun: Int32?
        var purpose: TimerID.Purpose

        init(_ timer: ExecutionTimer) {
            (execution, taskRun, purpose) = (timer.execution, timer.timer.taskRun, timer.timer.purpose)
        }
    }
}
