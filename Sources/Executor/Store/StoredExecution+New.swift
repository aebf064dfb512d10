extension StoredExecution {
    /// A new execution as it is kept.
    ///
    /// - Parameter new: The execution.
    public init(_ new: NewExecution) {
        (record, rows, outputs) = (new.record, new.rows, new.outputs)
        tasks = Dictionary(new.rows.taskRuns.map { ($0.number, new.plan.tasks[Int($0.task)].id) }) { first, _ in first }
    }
}
