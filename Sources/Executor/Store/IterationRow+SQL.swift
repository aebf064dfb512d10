import Postgres
import Tenancy

extension IterationRow {
    /// What is read of an iteration `i`, after the execution.
    static let read: SQL = "i.number, i.task_run, i.index, i.key, i.value, i.child_id, i.state::text, i.is_judged"

    /// Keeps iterations as they are now.
    static func save(_ iterations: [Owned<IterationRow>], in tenant: Tenant.ID) -> SQL {
        let rows = iterations.map(\.row)
        return """
            insert into execution_iteration as i (
              tenant_id, execution_id, number, task_run, index, key, value, child_id, state, is_judged
            )
            select \(tenant), w.* from unnest(
              \(iterations.map(\.execution)), \(rows.map(\.number)), \(rows.map(\.taskRun)), \(rows.map(\.index)),
              \(rows.map { $0.value?.key?.storable }), \(rows.map { $0.value?.value.storable }), \(rows.map(\.child)),
              \(rows.map(\.state.name)), \(rows.map(\.isJudged))
            ) as w
            on conflict (tenant_id, execution_id, number) do update set
              task_run = excluded.task_run, index = excluded.index, key = excluded.key, value = excluded.value,
              child_id = excluded.child_id, state = excluded.state, is_judged = excluded.is_judged
            """
    }

    /// Reads the columns ``read``.
    init(_ reader: inout RowReader) throws(DatabaseError) {
        let (number, run): (Int32, Int32) = (try reader.next(), try reader.next())
        let index: Int32 = try reader.next()
        let (key, value): (String?, String?) = (try reader.next(), try reader.next())
        self.init(
            number: number,
            taskRun: run,
            index: index,
            value: value.map { IterationValue($0, key: key) },
            child: try reader.next(),
            state: try reader.next(RunState.init(name:)),
            isJudged: try reader.next()
        )
    }
}
