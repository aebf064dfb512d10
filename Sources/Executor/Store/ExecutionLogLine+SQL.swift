import Daemon
import Flows
import Postgres
import Tenancy

extension ExecutionLogLine {
    /// What is read of a line `l`.
    static let read: SQL =
        """
        l.line_id, l.execution_id, l.namespace::text, l.flow_id::text, l.kind, l.task_run, l.task_run_id, l.task_id, l.attempt,
          l.logged_at, l.level, l.message
        """

    /// Adds lines.
    static func insert(_ lines: [ExecutionLogLine], in tenant: Tenant.ID) -> SQL {
        """
        insert into execution_log (
          tenant_id, logged_at, line_id, execution_id, namespace, flow_id, kind, task_run, task_run_id, task_id, attempt, level,
          message
        )
        select \(tenant),
          -- A worker's clock may be wrong, and not every month has a partition.
          greatest(least(w.logged_at, now() + interval '1 day'), now() - interval '7 days'), w.line_id, w.execution_id,
          w.namespace, w.flow_id, w.kind, w.task_run, w.task_run_id, w.task_id, w.attempt, w.level, w.message
        from unnest(
          \(lines.map(\.at)), \(lines.map(\.id)), \(lines.map(\.execution)), \(lines.map(\.flow.namespace.description)),
          \(lines.map(\.flow.id.description)), \(lines.map(\.kind.rawValue)), \(lines.map(\.taskRun)), \(lines.map(\.taskRunID)),
          \(lines.map(\.task)), \(lines.map(\.attempt)), \(lines.map(\.level.rawValue)), \(lines.map(\.message))
        ) as w (
          logged_at, line_id, execution_id, namespace, flow_id, kind, task_run, task_run_id, task_id, attempt, level, message
        )
        """
    }

    /// Reads the columns ``read``.
    init(_ row: Row) throws(DatabaseError) {
        var reader = RowReader(row)
        let (id, execution): (ID, ExecutionID) = (try reader.next(), try reader.next())
        let namespace = try reader.next(Namespace.Name.init(_:))
        let flow = try reader.next(Flow.ID.init(_:))
        self.init(
            id: id,
            execution: execution,
            flow: FlowAddress(namespace, flow),
            kind: try reader.next(ExecutionKind.init(rawValue:)),
            taskRun: try reader.next(),
            taskRunID: try reader.next(),
            task: try reader.next(),
            attempt: try reader.next(),
            at: try reader.next(),
            level: ExecutionLogLevel(rawValue: try reader.next()) ?? .info,
            message: try reader.next()
        )
    }
}
