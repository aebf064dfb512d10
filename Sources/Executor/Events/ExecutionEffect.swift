/// Something that the machine wants to be done.
///
/// Effects may be carried out more than once: what comes back bears the reference it was asked for with, and only the
/// first answer counts.
public enum ExecutionEffect: Sendable, Equatable {
    /// Evaluate expressions, and answer with `evaluated` or `evaluationFailed`.
    case evaluate(EvaluationID, [ExpressionNumber])
    /// Ask the flow's limits for a slot, and answer with `slot`.
    case requestSlot(token: Int32)
    /// Wait for a slot, and answer with `slot` when there is one.
    case enqueue(token: Int32)
    /// Wait for no slot any more.
    case dequeue
    /// Give back the slot.
    case releaseSlot
    /// Look for a former result of a job, and answer with `cacheAnswered`.
    case lookUp(Job)
    /// Hand a job to the workers; or, for an `update`, carry it out here.
    case submit(Job)
    /// End a job; what it yields is not wanted any more.
    case cancel(JobReference)
    /// Remove the directory of a task run that will not take from it.
    case discardDirectory(taskRun: Int32)
    /// Tell of an instant, in milliseconds since 1970.
    case startTimer(TimerID, at: Int64)
    /// Make an execution for a task run; answer with `childStarted` or `childRefused`, and later `childEnded`.
    case startChild(ChildReference, ExecutionID)
    /// Restart an execution that a task run asked for before; answer as for `startChild`.
    case restartChild(ChildReference, ExecutionID)
    /// Kill an execution that was asked for.
    case killChild(ExecutionID)
    /// Keep what a task run of the executor's own yields.
    case record(taskRun: Int32, TaskRunOutput)
    /// Write down why a task run failed.
    case report(taskRun: Int32, FailureReason)
    /// The execution entered a state.
    case entered(RunState)
    /// Make an execution in place of this one.
    case startReplacement(ExecutionID, attempt: Int32)
    /// The command cannot be carried out.
    case refused(ExecutionRefusal)
}

/// What task runs yield that no worker ran.
public enum TaskRunOutput: Sendable, Equatable {
    /// Whether the condition of an `If` held.
    case condition(Bool)
    /// The value of a `Switch`, and whether no case was of it.
    case choice(String, isDefault: Bool)
    /// How many iterations of a `LoopUntil` have ended.
    case iterations(Int32)
    /// An execution that was asked for, and how it ended.
    case child(ExecutionID, RunState?)
    /// How many executions were asked for, and how many of them ended well, with a warning, badly.
    case children(total: Int32, success: Int32, warning: Int32, failed: Int32)
    /// A `Pause` was resumed; the values given with it are the output.
    case resumed
}

/// Why a task run failed.
public enum FailureReason: Sendable, Equatable {
    /// The worker said so.
    case worker(String)
    /// An expression could not be evaluated.
    case evaluation(String)
    /// It took too long.
    case timeout
    /// Its worker was lost too often.
    case lostTooOften
    /// The execution that it asked for cannot be made.
    case child(String)
    /// The condition of a `LoopUntil` never held.
    case conditionNeverHeld
    /// It iterates over more values, or the execution has more task runs, than there may be.
    case limit(Int)
    /// An expression yielded a value of another kind.
    case unexpectedValue
}

/// Why a command was not carried out.
public enum ExecutionRefusal: Sendable, Equatable {
    /// The execution is in another state than the command is for.
    case state(RunState)
    /// No task run of the execution has this number.
    case noTaskRun(Int32)
    /// No task run failed or is paused.
    case nothingToRestart
    /// The state is none that may be set.
    case target(RunState)
}
