public import Daemon
public import Flows
public import Tenancy

/// How important a log line is, the least important first.
public enum ExecutionLogLevel: Int16, Sendable, CaseIterable, Comparable {
    /// Every step.
    case trace = 1
    /// What helps to find a fault.
    case debug = 2
    /// What is done.
    case info = 3
    /// What may be a fault.
    case warn = 4
    /// What failed.
    case error = 5

    /// The name that the API uses.
    public var name: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warn: "WARN"
        case .error: "ERROR"
        }
    }

    /// Finds a level by the name that the API uses.
    ///
    /// - Parameter name: The name.
    public init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    /// Whether one level is less important than another.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A line that an execution, or one of its task runs, has written to the log.
public struct ExecutionLogLine: Sendable, Equatable {
    /// Identifies a line; those of one process rise in the order in which they were made.
    public typealias ID = Identifier<ExecutionLogLine>

    /// The most bytes of a message; what is beyond them is cut off.
    public static let messageLimit = 64 << 10

    /// Which line it is.
    public var id: ID

    /// The execution.
    public var execution: ExecutionID

    /// The flow of the execution.
    public var flow: FlowAddress

    /// What the execution is for.
    public var kind: ExecutionKind

    /// The task run's number, `nil` for what the execution itself has written.
    public var taskRun: Int32?

    /// The task run's identifier.
    public var taskRunID: ExecutionID?

    /// The task.
    public var task: String?

    /// The attempt of the task run, from 1.
    public var attempt: Int32?

    /// When it was written.
    ///
    /// The database keeps it within a week before and a day after its own clock.
    public var at: Instant

    /// How important it is.
    public var level: ExecutionLogLevel

    /// The message; secrets are masked already.
    public private(set) var message: String

    /// Makes a line.
    ///
    /// - Parameters:
    ///   - id: Which line it is.
    ///   - execution: The execution.
    ///   - flow: The flow of the execution.
    ///   - kind: What the execution is for.
    ///   - taskRun: The task run's number.
    ///   - taskRunID: The task run's identifier.
    ///   - task: The task.
    ///   - attempt: The attempt of the task run, from 1.
    ///   - at: When it was written.
    ///   - level: How important it is.
    ///   - message: The message, without secrets; cut off at ``messageLimit``.
    public init(
        id: ID = .ordered(),
        execution: ExecutionID,
        flow: FlowAddress,
        kind: ExecutionKind = .normal,
        taskRun: Int32? = nil,
        taskRunID: ExecutionID? = nil,
        task: String? = nil,
        attempt: Int32? = nil,
        at: Instant,
        level: ExecutionLogLevel,
        message: String
    ) {
        (self.id, self.execution, self.flow, self.kind) = (id, execution, flow, kind)
        (self.taskRun, self.taskRunID, self.task, self.attempt) = (taskRun, taskRunID, task, attempt)
        (self.at, self.level, self.message) = (at, level, message.cut(toBytes: Self.messageLimit).storable)
    }
}
