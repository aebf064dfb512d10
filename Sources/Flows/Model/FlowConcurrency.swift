/// How many executions of a flow may run at a time.
public struct FlowConcurrency: Sendable, Equatable {
    /// What becomes of an execution beyond the limit.
    public enum Behavior: String, Sendable, CaseIterable {
        /// It waits for its turn.
        case queue = "QUEUE"
        /// It is cancelled.
        case cancel = "CANCEL"
        /// It fails.
        case fail = "FAIL"
    }

    /// How many executions may run or be paused at a time.
    public var limit: Int

    /// What becomes of an execution beyond the limit.
    public var behavior: Behavior

    /// Makes a limit.
    ///
    /// - Parameters:
    ///   - limit: How many executions may run or be paused at a time.
    ///   - behavior: What becomes of an execution beyond the limit.
    public init(limit: Int, behavior: Behavior = .queue) {
        (self.limit, self.behavior) = (limit, behavior)
    }
}

/// How many executions of a flow may begin within a time.
public struct FlowQuota: Sendable, Equatable {
    /// What becomes of an execution beyond the limit.
    public enum Behavior: String, Sendable, CaseIterable {
        /// It fails.
        case fail = "FAIL"
        /// It is cancelled.
        case cancel = "CANCEL"
    }

    /// The time within which executions are counted.
    public var duration: Duration

    /// How many may begin within it.
    public var limit: Int64

    /// What becomes of an execution beyond the limit.
    public var behavior: Behavior
}
