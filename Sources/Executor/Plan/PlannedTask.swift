/// A task of a plan.
public struct PlannedTask: Sendable {
    /// What the executor does for a task.
    public enum Kind: Sendable, Equatable {
        /// A worker runs it.
        case runnable
        /// The executor itself carries it out as if it were a worker: `Labels`, `SetVariables`.
        case update
        /// The children run one after the other: `Sequential`, and `ForEachItem` around its three steps.
        case sequential(list: Int32)
        /// As `sequential`, and failures become warnings.
        case allowFailure(list: Int32)
        /// The children run at once.
        case parallel(list: Int32)
        /// The children run when those they depend on have succeeded.
        case dag(list: Int32)
        /// One of two lists runs.
        case `if`(condition: Planned<Bool>, then: Int32, otherwise: Int32?)
        /// The list of a value runs.
        case `switch`(value: Planned<String>, cases: [Case], defaults: Int32?)
        /// The children run for each value, so many values at a time: `ForEach`, `EachSequential`, `EachParallel`.
        case forEach(values: Planned<[IterationValue]>, limit: Planned<Int64>, list: Int32)
        /// The children run until a condition holds.
        case loopUntil(LoopUntilPlan)
        /// One other execution is made.
        case subflow(ChildrenPlan)
        /// An execution is made for each value: `Loop`, and the second step of `ForEachItem`.
        case loop(ChildrenPlan)
        /// The children run on one worker, in one directory.
        case workingDirectory(list: Int32)
        /// The execution halts, then the children run.
        case pause(PausePlan)
        /// The execution ends in a state.
        case exit(Planned<String>)
    }

    /// The list of a `Switch` for a value.
    public struct Case: Sendable, Equatable {
        /// The value.
        public var value: String

        /// The list.
        public var list: Int32
    }

    /// The identifier in the flow.
    public var id: String

    /// The type's name in the flow.
    public var type: String

    /// What the executor does.
    public var kind: Kind

    /// Whether it runs at all.
    public var when: Planned<Bool>

    /// How many milliseconds an attempt, or a `Pause`, may take.
    public var timeout: Planned<Int64>?

    /// The retry policy that applies, by its position in the plan.
    public var retry: Int32?

    /// Whether failure becomes a warning.
    public var allowFailure: Bool

    /// Whether a warning becomes success.
    public var allowWarning: Bool

    /// Whether a former result may be taken.
    public var isCached: Bool

    /// What runs when its list failed.
    public var errors: Int32?

    /// What runs when its list, and what runs on failure, has ended.
    public var finally: Int32?

    /// The list that it is in.
    public internal(set) var list: Int32

    /// Its position in that list.
    public internal(set) var position: Int32

    /// The task that it is in, `nil` at the root.
    public internal(set) var parent: Int32?

    /// The `WorkingDirectory` that it is in, if any.
    public internal(set) var directory: Int32?

    /// The expressions to be evaluated before it can be carried out: the timeout, then those of its kind.
    public internal(set) var properties: [ExpressionNumber]
}

/// What `LoopUntil` does.
public struct LoopUntilPlan: Sendable, Equatable {
    /// When it is done.
    public var condition: Planned<Bool>

    /// How many milliseconds are between two iterations.
    public var interval: Planned<Int64>

    /// How many iterations there are at most.
    public var maxIterations: Planned<Int64>

    /// How many milliseconds all of them may take.
    public var maxDuration: Planned<Int64>

    /// Whether it fails when the bounds are reached; else it ends as its children did.
    public var failsOnMax: Bool

    /// The children.
    public var list: Int32
}

/// What a task does that makes other executions.
public struct ChildrenPlan: Sendable, Equatable {
    /// What becomes of a failed child when its task is restarted.
    public enum Restart: UInt8, Sendable {
        /// It is restarted.
        case retryFailed
        /// Another one is made.
        case newExecution
    }

    /// The values that executions are made for; `nil` makes one, for none.
    public var values: Planned<[IterationValue]>?

    /// How many executions there are at a time at most; 0 is any number.
    public var limit: Planned<Int64>

    /// Whether their ends are waited for.
    public var waits: Bool

    /// Whether their failures are the task's.
    public var transmitsFailure: Bool

    /// Ends the loop when it holds after an iteration.
    public var breakWhen: ExpressionNumber?

    /// What is taken from them in the end.
    public var outputs: ExpressionNumber?

    /// What becomes of a failed child when the task is restarted.
    public var restart: Restart
}

/// What `Pause` does.
public struct PausePlan: Sendable, Equatable {
    /// What happens when the pause is over by itself.
    public enum Behavior: UInt8, Sendable {
        /// The execution goes on.
        case resume
        /// It goes on, with a warning.
        case warn
        /// The task fails.
        case fail
        /// The execution is cancelled.
        case cancel
    }

    /// After how many milliseconds the pause is over by itself.
    public var duration: Planned<Int64>?

    /// What happens then.
    public var behavior: Behavior

    /// The children, run after the pause.
    public var list: Int32
}
