/// What happens when an attempt has failed.
public struct RetryPolicy: Sendable, Equatable {
    /// How long is waited between attempts.
    public enum Delay: Sendable, Equatable {
        /// Always as long.
        case constant(interval: Duration)
        /// Each time longer by a factor, up to a limit.
        case exponential(interval: Duration, limit: Duration, factor: Double)
        /// Anything between two durations.
        case random(ClosedRange<Duration>)
    }

    /// What is tried again when an execution failed.
    public enum Behavior: String, Sendable, CaseIterable {
        /// The tasks that failed.
        case retryFailedTask = "RETRY_FAILED_TASK"
        /// All of it, as another execution.
        case createNewExecution = "CREATE_NEW_EXECUTION"
    }

    /// How long is waited between attempts.
    public var delay: Delay

    /// How many attempts there may be, the first one counted; `nil` for any number.
    public var maxAttempts: Int?

    /// How long all attempts together may take; `nil` for any time.
    public var maxDuration: Duration?

    /// Whether success after the first attempt is a warning.
    public var warningOnRetry: Bool

    /// What is tried again.
    public var behavior: Behavior

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - delay: How long is waited between attempts.
    ///   - maxAttempts: How many attempts there may be, the first one counted.
    ///   - maxDuration: How long all attempts together may take.
    ///   - warningOnRetry: Whether success after the first attempt is a warning.
    ///   - behavior: What is tried again.
    public init(
        delay: Delay,
        maxAttempts: Int? = nil,
        maxDuration: Duration? = nil,
        warningOnRetry: Bool = false,
        behavior: Behavior = .retryFailedTask
    ) {
        (self.delay, self.maxAttempts, self.maxDuration) = (delay, maxAttempts, maxDuration)
        (self.warningOnRetry, self.behavior) = (warningOnRetry, behavior)
    }
}
