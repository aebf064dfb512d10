/// How a failed attempt is repeated; all times are milliseconds.
public struct RetryPlan: Sendable, Equatable {
    /// How long is waited before the next attempt.
    public enum Delay: Sendable, Equatable {
        /// Always as long.
        case constant(Int64)
        /// Longer by a factor each time, up to a limit.
        case exponential(interval: Int64, limit: Int64, factor: Double)
        /// Anything from the first to the second.
        case random(Int64, Int64)
    }

    /// Who declared the policy.
    public enum Origin: UInt8, Sendable {
        /// The task itself.
        case task
        /// A task around it.
        case flowable
        /// The flow.
        case flow
    }

    /// How long is waited before the next attempt.
    public var delay: Delay

    /// How many attempts there are at most, the first one counted.
    public var maxAttempts: Int64?

    /// How long all attempts may take together.
    public var maxDuration: Int64?

    /// Whether success after the first attempt is a warning.
    public var warningOnRetry: Bool

    /// Whether another execution is made instead of another attempt.
    public var createsExecution: Bool

    /// Who declared it.
    public internal(set) var origin = Origin.task

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - delay: How long is waited before the next attempt.
    ///   - maxAttempts: How many attempts there are at most, the first one counted.
    ///   - maxDuration: How long all attempts may take together.
    ///   - warningOnRetry: Whether success after the first attempt is a warning.
    ///   - createsExecution: Whether another execution is made instead of another attempt.
    public init(
        delay: Delay,
        maxAttempts: Int64? = nil,
        maxDuration: Int64? = nil,
        warningOnRetry: Bool = false,
        createsExecution: Bool = false
    ) {
        (self.delay, self.maxAttempts, self.maxDuration) = (delay, maxAttempts, maxDuration)
        (self.warningOnRetry, self.createsExecution) = (warningOnRetry, createsExecution)
    }

    /// When the next attempt begins, if there is one.
    ///
    /// - Parameters:
    ///   - failed: How many attempts have failed.
    ///   - start: When the first of them began.
    ///   - now: When the last of them failed.
    ///   - entropy: The number that a random delay is taken from.
    /// - Returns: The instant, or `nil` if there is no further attempt.
    public func nextAttempt(after failed: Int64, since start: Int64, at now: Int64, entropy: UInt64) -> Int64? {
        if let maxAttempts, failed >= maxAttempts { return nil }
        let next = now.after(interval(after: failed, entropy: entropy))
        if let maxDuration, next > start.after(maxDuration) { return nil }
        return next
    }

    /// How long is waited after so many failures.
    func interval(after failed: Int64, entropy: UInt64) -> Int64 {
        switch delay {
        case .constant(let interval):
            return max(interval, 0)
        case .exponential(let interval, let limit, let factor):
            var length = Double(max(interval, 0))
            var remaining = failed - 1
            while remaining > 0, length > 0, length < Double(limit), factor > 1 {
                length *= factor
                remaining -= 1
            }
            return length < Double(limit) ? Int64(length) : max(limit, 0)
        case .random(let least, let greatest):
            guard greatest > least, least >= 0 else { return max(least, 0) }
            return least + Int64(entropy % (UInt64(greatest - least) + 1))
        }
    }
}

extension Int64 {
    /// The instant that is so many milliseconds later, the last one there is if that is beyond it.
    func after(_ milliseconds: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(Swift.max(milliseconds, 0))
        return overflow ? .max : sum
    }
}
