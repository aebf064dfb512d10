import JSON
public import Postgres
public import Tenancy

extension ExecutionStore {
    /// Reads executions, with all rows of the machine.
    ///
    /// - Parameters:
    ///   - ids: The executions; those that are not there are passed over.
    ///   - withOutputs: Whether the outputs of their task runs are read.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The executions, in no order.
    /// - Throws: `DatabaseError`.
    public func load(
        _ ids: [ExecutionID],
        withOutputs: Bool = true,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [StoredExecution] {
        guard !ids.isEmpty else { return [] }
        let whose: SQL = "tenant_id = \(tenant) and execution_id = any(\(ids))"
        var statements: [SQL] = [
            "select \(ExecutionRow.read), \(ExecutionRecord.read) from execution x where \(whose)",
            "select execution_id, key, value from execution_label where \(whose) order by execution_id, ordinal",
            "select t.execution_id, \(TaskRunRow.read) from task_run t where \(whose) order by execution_id, number",
            "select a.execution_id, \(AttemptRow.read) from task_run_attempt a where \(whose) order by execution_id, task_run, number",
            "select i.execution_id, \(IterationRow.read) from execution_iteration i where \(whose) order by execution_id, number",
        ]
        if withOutputs {
            statements.append("select execution_id, task_run, document from task_run_output where \(whose)")
        }
        let results = try await tx.batch(statements)
        var loading = Loading()
        for row in results[0] { try loading.execution(RowReader(row)) }
        for row in results[1] { try loading.label(RowReader(row)) }
        for row in results[2] { try loading.taskRun(RowReader(row)) }
        for row in results[3] { try loading.attempt(RowReader(row)) }
        for row in results[4] { try loading.iteration(RowReader(row)) }
        if withOutputs {
            for row in results[5] { try loading.output(RowReader(row)) }
        }
        return loading.executions
    }
}

/// Executions whose rows are being read.
private struct Loading {
    private(set) var executions: [StoredExecution] = []
    private var positions: [ExecutionID: Int] = [:]

    mutating func execution(_ reader: consuming RowReader) throws(DatabaseError) {
        var reader = reader
        let row = try ExecutionRow(&reader)
        var rows = ExecutionRows()
        rows.execution = row
        positions[row.id] = executions.count
        executions.append(
            StoredExecution(record: try ExecutionRecord(row.id, &reader), rows: rows, tasks: [:], outputs: [:])
        )
    }

    mutating func label(_ reader: consuming RowReader) throws(DatabaseError) {
        var reader = reader
        guard let position = try position(&reader) else { return }
        let label = ExecutionLabel(try reader.next(), try reader.next())
        executions[position].rows.execution?.labels.append(label)
    }

    mutating func taskRun(_ reader: consuming RowReader) throws(DatabaseError) {
        var reader = reader
        guard let position = try position(&reader) else { return }
        let (row, task) = try TaskRunRow.read(&reader)
        executions[position].rows.taskRuns.append(row)
        executions[position].tasks[row.number] = task
    }

    mutating func attempt(_ reader: consuming RowReader) throws(DatabaseError) {
        var reader = reader
        guard let position = try position(&reader) else { return }
        executions[position].rows.attempts.append(try AttemptRow(&reader))
    }

    mutating func iteration(_ reader: consuming RowReader) throws(DatabaseError) {
        var reader = reader
        guard let position = try position(&reader) else { return }
        executions[position].rows.iterations.append(try IterationRow(&reader))
    }

    mutating func output(_ reader: consuming RowReader) throws(DatabaseError) {
        var reader = reader
        guard let position = try position(&reader) else { return }
        let run: Int32 = try reader.next()
        executions[position].outputs[run] = try reader.object() ?? [:]
    }

    /// Statements of one transaction may see what was committed between them.
    private func position(_ reader: inout RowReader) throws(DatabaseError) -> Int? {
        positions[try reader.next()]
    }
}
