/// A type of tasks that this worker runs.
///
/// One of many: a folder in `Tasks`, and a line in ``TaskRegistry``. The suite of all task types runs its example.
protocol TaskType: Sendable {
    /// The name that flows call it by.
    static var name: String { get }

    /// What it does, in a sentence.
    static var summary: String { get }

    /// A flow that shows it in use, and what must come of it.
    static var example: TaskExample { get }

    /// Runs a task.
    ///
    /// - Parameter context: The task, and what it may use.
    /// - Returns: How it went, and what it gives.
    /// - Throws: `TaskFailure`; the reason is logged at `ERROR` then.
    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult
}
