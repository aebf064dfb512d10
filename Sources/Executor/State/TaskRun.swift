/// What a task run waits for.
public enum Step: UInt8, Sendable {
    /// To be begun.
    case ready
    /// The value of `when`.
    case when
    /// What it is carried out with.
    case properties
    /// Whether there is a former result.
    case cache
    /// A worker.
    case job
    /// Its children.
    case scope
    /// The condition of a `LoopUntil`.
    case condition
    /// The next iteration of a `LoopUntil`.
    case interval
    /// Executions that it asked for.
    case children
    /// What is taken from them.
    case childOutputs
    /// Somebody who resumes it.
    case paused
    /// The next attempt.
    case retry
    /// Somebody who lets it go on.
    case breakpoint
    /// Nothing: it has ended.
    case done
}

/// One run of a task.
struct TaskRun: Sendable {
    /// Which of the execution, from 0; never given twice.
    var number: Int32
    /// The task's number in the plan.
    var task: Int32
    /// The position of the run that it is in, -1 at the root.
    var parent: Int32
    /// Which iteration of its parent it is in, -1 if that has none.
    var iteration: Int32

    var state = RunState.created
    var step = Step.ready
    var history: [StateChange]

    /// Fences whatever it waits for.
    var token: Int32 = 0
    /// How often it was begun from outside: first, and at each restart.
    var round: Int32 = 1
    /// How many attempts have failed in this round.
    var failures: Int32 = 0
    /// How many attempts there have been.
    var attempts: Int32 = 0
    /// How many workers were lost with it.
    var losses: Int32 = 0
    /// When the first attempt of this round began.
    var roundStart: Int64 = 0
    /// How many milliseconds an attempt may take, -1 if it is of no matter.
    var timeout: Int64 = -1
    /// How many iterations, or executions, there are at a time; 0 is any number.
    var limit: Int64 = 0
    /// How many milliseconds are between two iterations.
    var interval: Int64 = 0
    /// When iterating ends.
    var deadline: Int64 = .max
    /// The position of its first value among the iterations, -1 if it has none.
    var values: Int32 = -1
    /// What the worker was asked to do.
    var work = Job.Work.run
    /// The state that it ends in whatever its children did.
    var forced: RunState?
    var scope = Scope()

    // What follows can be told from the rest.

    /// The position of its last attempt, -1 if there is none.
    var lastAttempt: Int32 = -1
    /// The lane that it is in.
    var lane: Int32 = -1
    var previousOpen: Int32 = -1
    var nextOpen: Int32 = -1
    /// Whether its row has to be written.
    var isChanged = false
}

/// One attempt of a task run.
struct Attempt: Sendable {
    /// The position of the task run.
    var run: Int32
    /// Which of the task run, from 1.
    var number: Int32
    var state: RunState
    var worker: String?
    var submittedAt: Int64
    var startedAt: Int64 = -1
    var endedAt: Int64 = -1
    /// The attempt before, -1 if there is none.
    var previous: Int32
    var isChanged = true
}

/// A value that a task run iterates over, or an execution that it asked for.
struct Iteration: Sendable {
    /// Which of the execution, from 0.
    var number: Int32
    /// The position of the task run.
    var run: Int32
    /// Which of the task run, from 0.
    var index: Int32
    var value: IterationValue?
    var child: ExecutionID?
    /// `created` before it has begun, then `running`, then how it ended.
    var state = RunState.created
    /// Whether it has ended and the end of the loop is being asked for.
    var isJudged = false
    var isChanged = true
}
