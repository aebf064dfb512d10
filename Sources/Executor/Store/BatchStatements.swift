import Access
import Daemon
import JSON
import Postgres
import Tenancy

/// The statements that write a batch: as many as there are kinds of rows in it, each for all rows of its kind.
struct BatchStatements {
    private(set) var all: [SQL] = []
    /// The position of the statement that changes executions, and how many it has to change.
    private(set) var update: Int?
    private(set) var updated = 0

    private let tenant: Tenant.ID

    init(_ batch: ExecutionBatch, in tenant: Tenant.ID) throws(ExecutionStoreError) {
        self.tenant = tenant
        add(batch.taken) { "delete from execution_message where tenant_id = \(tenant) and message_id = any(\($0))" }
        if !batch.created.isEmpty { all.append(try ExecutionRow.insert(batch.created, in: tenant)) }
        let changed = batch.writes.compactMap(\.rows.execution)
        if !changed.isEmpty { (update, updated) = (all.count, changed.count) }
        add(changed) { ExecutionRow.update($0, in: tenant) }
        try addDocuments(of: batch.writes)
        try addLabels(of: batch.created.compactMap(\.rows.execution) + changed)
        let made = batch.created.map { Part($0.record.id, $0.plan, $0.rows) }
        addRows(made + batch.writes.map { Part($0.id, $0.plan, $0.rows) })
        try addOutputs(batch)
        addTimers(of: batch.writes)
        try addMessages(batch.posted)
        add(batch.logs) { ExecutionLogLine.insert($0, in: tenant) }
    }

    /// The rows of one execution.
    private struct Part {
        var execution: ExecutionID
        var plan: ExecutionPlan
        var rows: ExecutionRows

        init(_ execution: ExecutionID, _ plan: ExecutionPlan, _ rows: ExecutionRows) {
            (self.execution, self.plan, self.rows) = (execution, plan, rows)
        }

        func owned<Row>(_ rows: KeyPath<ExecutionRows, [Row]>) -> [Owned<Row>] {
            self.rows[keyPath: rows].map { (execution, $0) }
        }

        /// The identifiers of the tasks of the task runs.
        var tasks: [String] {
            rows.taskRuns.map { row in
                plan.tasks.indices.contains(Int(row.task)) ? plan.tasks[Int(row.task)].id : ""
            }
        }
    }

    private mutating func add<Element>(_ elements: [Element], _ statement: ([Element]) -> SQL) {
        if !elements.isEmpty { all.append(statement(elements)) }
    }

    private mutating func addRows(_ parts: [Part]) {
        let tenant = tenant
        add(parts.flatMap { $0.owned(\.removedTaskRuns) }) { TaskRunRow.remove($0, in: tenant) }
        let tasks = parts.flatMap(\.tasks)
        add(parts.flatMap { $0.owned(\.taskRuns) }) { TaskRunRow.save($0, tasks: tasks, in: tenant) }
        add(parts.flatMap { $0.owned(\.attempts) }) { AttemptRow.save($0, in: tenant) }
        add(parts.flatMap { $0.owned(\.iterations) }) { IterationRow.save($0, in: tenant) }
    }

    private mutating func addDocuments(of writes: [ExecutionWrite]) throws(ExecutionStoreError) {
        let writes = writes.filter { $0.flowOutputs != nil || $0.variables != nil || $0.parent != nil }
        guard !writes.isEmpty else { return }
        var (outputs, variables): ([String?], [String?]) = ([], [])
        for write in writes {
            if case .some(.some(let document)) = write.flowOutputs {
                outputs.append(try write.id.document(.object(document), "outputs"))
            } else {
                outputs.append(nil)
            }
            if let document = write.variables {
                variables.append(try write.id.document(.object(document), "variables"))
            } else {
                variables.append(nil)
            }
        }
        let parents = writes.map(\.parent)
        all.append(
            """
            update execution x set
              outputs = case when w.has_outputs then w.outputs else x.outputs end,
              variables = coalesce(w.variables, x.variables),
              parent_id = coalesce(w.parent_id, x.parent_id), parent_task_run = coalesce(w.parent_task_run, x.parent_task_run),
              parent_iteration = coalesce(w.parent_iteration, x.parent_iteration)
            from unnest(
              \(writes.map(\.id)), \(writes.map { $0.flowOutputs != nil }), \(outputs), \(variables),
              \(parents.map { $0?.execution }), \(parents.map { $0?.reference.taskRun }),
              \(parents.map { $0?.reference.iteration })
            ) as w (execution_id, has_outputs, outputs, variables, parent_id, parent_task_run, parent_iteration)
            where x.tenant_id = \(tenant) and x.execution_id = w.execution_id
            """
        )
    }

    private mutating func addLabels(of rows: [ExecutionRow]) throws(ExecutionStoreError) {
        guard !rows.isEmpty else { return }
        var labels: [(execution: ExecutionID, ordinal: Int32, label: ExecutionLabel)] = []
        for row in rows {
            for (ordinal, label) in row.labels.enumerated() {
                try row.id.check(label.key, "labels", ExecutionStore.labelKeyLimit)
                try row.id.check(label.value, "labels", ExecutionStore.labelValueLimit)
                labels.append((row.id, Int32(clamping: ordinal), label))
            }
        }
        all.append(
            """
            delete from execution_label l
            using unnest(\(rows.map(\.id)), \(rows.map { Int32(clamping: $0.labels.count) })) as w (execution_id, count)
            where l.tenant_id = \(tenant) and l.execution_id = w.execution_id and l.ordinal >= w.count
            """
        )
        let tenant = tenant
        add(labels) { labels in
            """
            insert into execution_label as l (tenant_id, execution_id, ordinal, key, value)
            select \(tenant), w.* from unnest(
              \(labels.map(\.execution)), \(labels.map(\.ordinal)), \(labels.map(\.label.key.storable)),
              \(labels.map(\.label.value.storable))
            ) as w (execution_id, ordinal, key, value)
            -- Most are there already: they are read, and not written.
            where not exists (
              select from execution_label o
              where o.tenant_id = \(tenant) and o.execution_id = w.execution_id and o.ordinal = w.ordinal and o.key = w.key
                and o.value = w.value
            )
            on conflict (tenant_id, execution_id, ordinal) do update set key = excluded.key, value = excluded.value
            """
        }
    }

    private mutating func addOutputs(_ batch: ExecutionBatch) throws(ExecutionStoreError) {
        var kept: [(execution: ExecutionID, run: Int32, text: String)] = []
        var removed: [Owned<Int32>] = []
        func keep(_ document: JSONObject, of run: Int32, in id: ExecutionID) throws(ExecutionStoreError) {
            kept.append((id, run, try id.document(.object(document), "outputs")))
        }
        for execution in batch.created {
            for (run, document) in execution.outputs { try keep(document, of: run, in: execution.record.id) }
        }
        for write in batch.writes {
            for (run, document) in write.outputs {
                if let document {
                    try keep(document, of: run, in: write.id)
                } else {
                    removed.append((write.id, run))
                }
            }
        }
        let tenant = tenant
        add(removed) { removed in
            """
            delete from task_run_output o
            using unnest(\(removed.map(\.execution)), \(removed.map(\.row))) as w (execution_id, task_run)
            where o.tenant_id = \(tenant) and o.execution_id = w.execution_id and o.task_run = w.task_run
            """
        }
        add(kept) { kept in
            """
            insert into task_run_output as o (tenant_id, execution_id, task_run, document)
            select \(tenant), w.* from unnest(\(kept.map(\.execution)), \(kept.map(\.run)), \(kept.map(\.text))) as w
            on conflict (tenant_id, execution_id, task_run) do update set document = excluded.document
            """
        }
    }

    private mutating func addTimers(of writes: [ExecutionWrite]) {
        let tenant = tenant
        add(writes.filter(\.endsAllTimers).map(\.id)) { ExecutionTimer.removeAll(of: $0, in: tenant) }
        add(writes.flatMap { write in write.endedTimers.map { (write.id, $0) } }) {
            ExecutionTimer.remove($0, in: tenant)
        }
        let started = writes.flatMap { write in
            write.startedTimers.map { ExecutionTimer(execution: write.id, timer: $0.timer, dueAt: $0.at) }
        }
        add(started) { ExecutionTimer.save($0, in: tenant) }
    }

    private mutating func addMessages(
        _ posted: [(execution: ExecutionID, content: ExecutionMessage.Content)]
    ) throws(ExecutionStoreError) {
        if !posted.isEmpty { all.append(try ExecutionMessage.insert(posted, in: tenant)) }
    }
}
