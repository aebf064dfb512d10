import Expressions
import WorkerProtocol

/// How a task went, and what it gives.
struct TaskResult {
    /// How it went.
    var outcome: Outcome = .success

    /// What it gives to the tasks after it.
    var outputs: ExpressionMap?

    /// What the executor is to do for it.
    var requests: [JobRequest] = []

    /// How a task went.
    enum Outcome {
        /// Well.
        case success
        /// Well, with a warning.
        case warning
        /// Not well, which is logged; what it gives is kept all the same.
        case failed(ExpressionText)
    }
}
