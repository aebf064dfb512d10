/// Whether a former success of a task is taken for a new run.
public struct TaskCache: Sendable, Equatable {
    /// Whether it is.
    public var isEnabled: Bool

    /// For how long after the success; `nil` for any time.
    public var ttl: Duration?
}

/// Tasks that an old version ran at each change of state.
public struct FlowListener: Sendable {
    /// What it is for.
    public var description: String?

    /// What must hold of the execution.
    public var conditions: [TriggerCondition]

    /// The tasks in order.
    public var tasks: [FlowTask]
}

/// How much a line of a log matters.
public enum LogLevel: String, Sendable, CaseIterable {
    /// Every step.
    case trace = "TRACE"
    /// What helps to find faults.
    case debug = "DEBUG"
    /// What is expected.
    case info = "INFO"
    /// What should be looked at.
    case warn = "WARN"
    /// What went wrong.
    case error = "ERROR"
}

/// The states of an execution and of a task run, as declarations name them.
public enum ExecutionStateName: String, Sendable, CaseIterable {
    /// Accepted.
    case created = "CREATED"
    /// Handed to the workers.
    case submitted = "SUBMITTED"
    /// At work.
    case running = "RUNNING"
    /// Halted until somebody resumes it.
    case paused = "PAUSED"
    /// Accepted again.
    case restarted = "RESTARTED"
    /// Being stopped.
    case killing = "KILLING"
    /// Ended well.
    case success = "SUCCESS"
    /// Ended with a warning.
    case warning = "WARNING"
    /// Ended badly.
    case failed = "FAILED"
    /// Stopped.
    case killed = "KILLED"
    /// Never begun.
    case cancelled = "CANCELLED"
    /// Waiting for its turn.
    case queued = "QUEUED"
    /// Waiting for the next attempt.
    case retrying = "RETRYING"
    /// Replaced by another execution.
    case retried = "RETRIED"
    /// Left out.
    case skipped = "SKIPPED"
    /// Halted at a breakpoint.
    case breakpoint = "BREAKPOINT"
    /// Handed out again after its worker was lost.
    case resubmitted = "RESUBMITTED"
}
