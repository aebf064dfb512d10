/// A job handed to a worker, by the task run and the token that fences it.
///
/// The token of a task run grows whenever it stops waiting for something. What comes with an older one changes nothing.
public struct JobReference: Sendable, Hashable {
    /// The task run's number.
    public var taskRun: Int32

    /// The token.
    public var token: Int32

    /// Makes a reference.
    ///
    /// - Parameters:
    ///   - taskRun: The task run's number.
    ///   - token: The token.
    public init(taskRun: Int32, token: Int32) {
        (self.taskRun, self.token) = (taskRun, token)
    }
}

/// What a worker is asked to do.
public struct Job: Sendable, Hashable {
    /// What is to be done for the task.
    public enum Work: UInt8, Sendable {
        /// It is run.
        case run
        /// The directory is made that its children work in.
        case openDirectory
        /// What its children left in the directory is taken.
        case closeDirectory
    }

    /// Which job it is.
    public var reference: JobReference

    /// The task's number in the plan.
    public var task: Int32

    /// The attempt, from 1.
    public var attempt: Int32

    /// What is to be done.
    public var work: Work

    /// The task run whose directory, and so whose worker, it needs.
    public var directory: Int32?
}

/// An execution that a task run asked for.
public struct ChildReference: Sendable, Hashable {
    /// The task run's number.
    public var taskRun: Int32

    /// Which of the executions that were asked for in this execution, from 0.
    public var iteration: Int32

    /// Makes a reference.
    ///
    /// - Parameters:
    ///   - taskRun: The task run's number.
    ///   - iteration: Which of the executions that were asked for.
    public init(taskRun: Int32, iteration: Int32) {
        (self.taskRun, self.iteration) = (taskRun, iteration)
    }
}

/// A question about expressions; its answer comes with the same value.
public struct EvaluationID: Sendable, Hashable {
    /// What the answer is needed for.
    public enum Purpose: Sendable, Hashable {
        /// Whether a task runs.
        case when
        /// What a task is carried out with.
        case properties
        /// Whether a `LoopUntil` is done.
        case condition
        /// Whether a loop ends after an iteration.
        case breakWhen(iteration: Int32)
        /// What is taken from the executions that a task run asked for.
        case childOutputs
        /// Whether the assertions of the flow hold.
        case assertions
        /// The outputs of the flow.
        case outputs
    }

    /// The task run's number, `nil` for the execution.
    public var taskRun: Int32?

    /// The token of the task run, or of the execution.
    public var token: Int32

    /// What the answer is needed for.
    public var purpose: Purpose
}

/// An instant that the machine wants to be told of.
public struct TimerID: Sendable, Hashable {
    /// What happens then.
    public enum Purpose: Sendable, Hashable {
        /// The execution begins.
        case schedule
        /// The next attempt begins.
        case retry
        /// The attempt has taken too long.
        case timeout
        /// The pause is over.
        case pause
        /// The next iteration begins.
        case iteration
        /// A promise about the duration is broken.
        case serviceLevel(Int32)
        /// Another execution is made of a failed one.
        case newExecution
    }

    /// The task run's number, `nil` for the execution.
    public var taskRun: Int32?

    /// The token of the task run, or of the execution.
    public var token: Int32

    /// What happens then.
    public var purpose: Purpose
}
