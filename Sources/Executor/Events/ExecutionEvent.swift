/// Something that happened to an execution.
public struct ExecutionEvent: Sendable, Equatable {
    /// What happened.
    public enum Kind: Sendable, Equatable {
        /// An execution that is `CREATED` or `RESTARTED` is begun.
        case begin
        /// An answer to `requestSlot` or `enqueue`.
        case slot(SlotAnswer, token: Int32)
        /// Expressions yielded values, in the order in which they were asked for.
        case evaluated(EvaluationID, [EvaluatedValue])
        /// Expressions could not be evaluated.
        case evaluationFailed(EvaluationID, String)
        /// A worker began a job.
        case started(JobReference, worker: String? = nil)
        /// A worker ended a job.
        case finished(JobReference, JobResult)
        /// The worker of a job was lost.
        case lost(JobReference)
        /// A former result of a job was looked for.
        case cacheAnswered(JobReference, isHit: Bool)
        /// An instant was reached.
        case timer(TimerID)
        /// An execution that was asked for has been made.
        case childStarted(ChildReference)
        /// An execution that was asked for cannot be made.
        case childRefused(ChildReference, String)
        /// An execution that was asked for has ended.
        case childEnded(ChildReference, RunState)
        /// An execution that was asked for has been replaced by another.
        case childReplaced(ChildReference, by: ExecutionID)
        /// Somebody asked for something.
        case command(ExecutionCommand)
    }

    /// When it happened, in milliseconds since 1970.
    public var at: Int64

    /// A number drawn at random, from which the machine takes random delays.
    public var entropy: UInt64

    /// What happened.
    public var kind: Kind

    /// Makes an event.
    ///
    /// - Parameters:
    ///   - kind: What happened.
    ///   - at: When it happened, in milliseconds since 1970.
    ///   - entropy: A number drawn at random.
    public init(_ kind: Kind, at: Int64, entropy: UInt64 = 0) {
        (self.kind, self.at, self.entropy) = (kind, at, entropy)
    }
}

/// Whether an execution may run.
public enum SlotAnswer: Sendable, Equatable {
    /// It has a slot.
    case granted
    /// There is none; this is what the scope that is full says.
    case refused(OverflowBehavior)
}

/// What a worker says of a job that ended.
public enum JobResult: Sendable, Equatable {
    /// It went well.
    case success
    /// It went well, with a warning.
    case warning
    /// It failed.
    case failed(String)
    /// It was ended as asked.
    case killed
    /// There was nothing to do.
    case skipped
}

/// The value of an expression, as the plan asked for it.
public enum EvaluatedValue: Sendable, Equatable {
    /// Whether it holds.
    case truth(Bool)
    /// Text.
    case text(String)
    /// A list of values.
    case values([IterationValue])
    /// A whole number, or a duration in milliseconds.
    case integer(Int64)
    /// Nothing that the machine has to know.
    case nothing
}

/// Something that somebody asks of an execution.
public enum ExecutionCommand: Sendable, Equatable {
    /// Begin nothing new.
    case pause
    /// Go on, with one task run or all that are paused.
    case resume(taskRun: Int32?)
    /// Halt before these tasks from now on.
    case setBreakpoints([Breakpoint])
    /// Go on from where it halted.
    case resumeFromBreakpoint
    /// End it, and the executions that it asked for as well if `cascade`.
    case kill(cascade: Bool)
    /// Run it whatever limit there is.
    case forceRun
    /// Take it from the queue, to a state.
    case unqueue(RunState)
    /// Run again what failed.
    case restart
    /// Put a task run in a state, and go on from there.
    case changeTaskRunState(taskRun: Int32, RunState)
    /// Put an execution that has ended in another such state.
    case changeState(RunState)
    /// Add or replace labels.
    case setLabels([ExecutionLabel])
}

/// A task before which an execution halts.
public struct Breakpoint: Sendable, Hashable {
    /// The task.
    public var task: String

    /// The value of the iteration; `nil` is any.
    public var value: String?

    /// Makes a breakpoint.
    ///
    /// - Parameters:
    ///   - task: The task.
    ///   - value: The value of the iteration; `nil` is any.
    public init(task: String, value: String? = nil) {
        (self.task, self.value) = (task, value)
    }
}
