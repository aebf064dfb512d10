extension StoredExecution {
    /// A new execution as it is kept.
    ///
    /// - Parameter new: The execution.
    public init(_ new: NewExecution) {
        (record, rows, outputs) = (new.record, new.rows, new.outputs)
        tasks = Dictionary(new.rows.taskRuns.map { ($0.number, new.plan.tasks[Int($0.task)].id) }) { first, _ in first }
    }

    /// An execution without its task runs.
    ///
    /// - Parameter summary: The execution.
    public init(_ summary: ExecutionSummary) {
        var rows = ExecutionRows()
        rows.execution = summary.row
        (record, self.rows, tasks, outputs) = (summary.record, rows, [:], [:])
    }
}
