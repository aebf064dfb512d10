import Synchronization

/// How long evaluations may still take; what is waited for between them costs nothing.
final class EvaluationBudget: Sendable {
    private let rest: Mutex<Duration>

    init(_ time: Duration) {
        rest = Mutex(time)
    }

    /// Evaluates, and takes from the budget how long that took.
    ///
    /// - Parameter body: Evaluates; it is told when it has to have ended.
    /// - Returns: What it returns.
    /// - Throws: What it throws.
    func spend<Result, Failure: Error>(
        _ body: (ContinuousClock.Instant) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = ContinuousClock.now
        defer {
            let time = ContinuousClock.now - start
            rest.withLock { $0 -= time }
        }
        return try body(start + rest.withLock { $0 })
    }
}
