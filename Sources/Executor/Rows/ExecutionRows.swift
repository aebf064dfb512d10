/// The rows of one execution, or those of them that changed.
///
/// A row says what its subject is now. There is no document: what a list of task runs shows, and what the machine needs to
/// go on, are columns.
public struct ExecutionRows: Sendable, Equatable {
    /// The execution, if its row is among them.
    public var execution: ExecutionRow?

    /// Task runs, by number.
    public var taskRuns: [TaskRunRow] = []

    /// Attempts of task runs.
    public var attempts: [AttemptRow] = []

    /// Values of loops and executions that were asked for.
    public var iterations: [IterationRow] = []

    /// Task runs that are gone, and with them their attempts and iterations.
    public var removedTaskRuns: [Int32] = []

    /// Makes no rows.
    public init() {}

    /// Whether there are none.
    public var isEmpty: Bool {
        execution == nil && taskRuns.isEmpty && attempts.isEmpty && iterations.isEmpty && removedTaskRuns.isEmpty
    }
}

/// The row of an execution.
public struct ExecutionRow: Sendable, Equatable {
    /// The identifier.
    public var id: ExecutionID
    /// The state.
    public var state: RunState
    /// All states so far.
    public var history: [StateChange]
    /// The labels.
    public var labels: [ExecutionLabel]
    /// The tasks before which it halts.
    public var breakpoints: [Breakpoint]
    /// Which attempt it is, from 1.
    public var attempt: Int32
    /// When the first attempt was made, in milliseconds since 1970.
    public var firstCreatedAt: Int64
    /// When it is to begin, if not at once.
    public var scheduledAt: Int64?
    /// Fences what the execution itself waits for.
    public var token: Int32
    /// Fences what is being evaluated for the execution itself.
    public var question: Int32
    /// What a slot is to it.
    public var slot: UInt8
    /// Which wish for a slot it is.
    public var slotToken: Int32
    /// Wishes that were given up before they were answered.
    public var abandonedSlots: [Int32]
    /// Whether somebody paused it.
    public var isHeld: Bool
    /// Whether its assertions are being evaluated.
    public var asksAssertions: Bool
    /// Whether they are to be evaluated once more.
    public var asksAgain: Bool
    /// Whether its outputs have been evaluated.
    public var outputsAreDone: Bool
    /// The promises that are broken, by their positions in the plan.
    public var broken: [Int32]
    /// The state that it ends in whatever its task runs did.
    public var forced: RunState?
    /// The policy, by its position in the plan, by which another execution is made if it fails.
    public var replacementPolicy: Int32?
    /// The list that it runs.
    public var phase: UInt8
    /// How its task runs have ended, as bits.
    public var outcome: UInt8
    /// The number of a new task run, unless the task runs there are have greater ones.
    public var nextTaskRun: Int32
    /// The number of a new iteration, unless the iterations there are have greater ones.
    public var nextIteration: Int32
}

/// The row of a task run.
public struct TaskRunRow: Sendable, Equatable {
    /// Which of the execution.
    public var number: Int32
    /// The identifier.
    public var id: ExecutionID
    /// The task's number in the plan.
    public var task: Int32
    /// The number of the task run that it is in.
    public var parent: Int32?
    /// Which iteration of that it is in.
    public var iteration: Int32?
    /// The value of that iteration.
    public var value: String?
    /// The state.
    public var state: RunState
    /// All states so far.
    public var history: [StateChange]
    /// What it waits for.
    public var step: Step
    /// Fences what it waits for.
    public var token: Int32
    /// How often it was begun from outside.
    public var round: Int32
    /// How many attempts have failed in this round.
    public var failures: Int32
    /// How many workers were lost with it.
    public var losses: Int32
    /// When the first attempt of this round began.
    public var roundStart: Int64
    /// How many milliseconds an attempt may take.
    public var timeout: Int64?
    /// How many iterations there are at a time, or at most.
    public var limit: Int64
    /// How many milliseconds are between two iterations.
    public var interval: Int64
    /// When iterating ends.
    public var deadline: Int64
    /// The number of the first of its iterations.
    public var values: Int32?
    /// What the worker was asked to do.
    public var work: Job.Work
    /// The state that it ends in whatever is within it.
    public var forced: RunState?
    /// The list that it runs.
    public var phase: UInt8
    /// How the task runs within have ended, as bits.
    public var outcome: UInt8
    /// The list that was chosen.
    public var list: Int32?
    /// How many values there are.
    public var total: Int32
    /// How many iterations have begun.
    public var next: Int32
}

/// The row of an attempt.
public struct AttemptRow: Sendable, Equatable {
    /// The number of the task run.
    public var taskRun: Int32
    /// Which of the task run, from 1.
    public var number: Int32
    /// The state.
    public var state: RunState
    /// The worker that began it.
    public var worker: String?
    /// When it was handed to the workers.
    public var submittedAt: Int64
    /// When a worker began it.
    public var startedAt: Int64?
    /// When it ended.
    public var endedAt: Int64?
}

/// The row of a value that a task run iterates over, or of an execution that it asked for.
public struct IterationRow: Sendable, Equatable {
    /// Which of the execution.
    public var number: Int32
    /// The number of the task run.
    public var taskRun: Int32
    /// Which of the task run, from 0.
    public var index: Int32
    /// The value.
    public var value: IterationValue?
    /// The execution that was asked for.
    public var child: ExecutionID?
    /// How far the execution that was asked for has come.
    public var state: RunState
    /// Whether it is being asked if the loop ends with it.
    public var isJudged: Bool
}
