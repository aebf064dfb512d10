import Daemon
import Postgres
import Tenancy

extension AttemptRow {
    /// What is read of an attempt `a`, after the execution.
    static let read: SQL = "a.task_run, a.number, a.state::text, a.worker, a.submitted_at, a.started_at, a.ended_at"

    /// Keeps attempts as they are now.
    static func save(_ attempts: [Owned<AttemptRow>], in tenant: Tenant.ID) -> SQL {
        let rows = attempts.map(\.row)
        return """
            insert into task_run_attempt as a (
              tenant_id, execution_id, task_run, number, state, worker, submitted_at, started_at, ended_at
            )
            select \(tenant), w.* from unnest(
              \(attempts.map(\.execution)), \(rows.map(\.taskRun)), \(rows.map(\.number)), \(rows.map(\.state.name)),
              \(rows.map { $0.worker?.storable }), \(rows.map { Instant(milliseconds: $0.submittedAt) }),
              \(rows.map { $0.startedAt.map(Instant.init(milliseconds:)) }),
              \(rows.map { $0.endedAt.map(Instant.init(milliseconds:)) })
            ) as w
            on conflict (tenant_id, execution_id, task_run, number) do update set
              state = excluded.state, worker = excluded.worker, submitted_at = excluded.submitted_at,
              started_at = excluded.started_at, ended_at = excluded.ended_at
            """
    }

    /// Reads the columns ``read``.
    init(_ reader: inout RowReader) throws(DatabaseError) {
        self.init(
            taskRun: try reader.next(),
            number: try reader.next(),
            state: try reader.next(RunState.init(name:)),
            worker: try reader.next(),
            submittedAt: try reader.milliseconds(),
            startedAt: try reader.optionalMilliseconds(),
            endedAt: try reader.optionalMilliseconds()
        )
    }
}
