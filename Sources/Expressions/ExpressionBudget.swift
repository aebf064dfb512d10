import Synchronization

/// How long evaluations may take together; what is waited for between them costs nothing.
public final class ExpressionBudget: Sendable {
    private let rest: Mutex<Duration>

    /// Makes a budget.
    ///
    /// - Parameter time: How long evaluations may take.
    public init(_ time: Duration) {
        rest = Mutex(time)
    }

    /// Whether nothing is left.
    public var isSpent: Bool { rest.withLock { $0 <= .zero } }

    /// Evaluates, and takes from the budget how long that took.
    ///
    /// - Parameter body: Evaluates; it is told when it has to have ended.
    /// - Returns: What it returns.
    /// - Throws: What it throws.
    public func spend<Result, Failure: Error>(
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
