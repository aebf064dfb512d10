public import JSON

/// An execution as it is kept.
public struct StoredExecution: Sendable {
    /// What it has besides the rows of the machine.
    public var record: ExecutionRecord

    /// The rows of the machine, each kind in the order of its keys.
    public var rows: ExecutionRows

    /// The tasks of the task runs, by the task runs' numbers.
    public var tasks: [Int32: String]

    /// The outputs of task runs, by the task runs' numbers; those made of secrets are sealed.
    ///
    /// Empty if they were not asked for.
    public var outputs: [Int32: JSONObject]
}

/// An execution that is about to be kept for the first time.
public struct NewExecution: Sendable {
    /// What it has besides the rows of the machine.
    public var record: ExecutionRecord

    /// What is run.
    public var plan: ExecutionPlan

    /// All rows, with that of the execution.
    public var rows: ExecutionRows

    /// The outputs of task runs that are there already, as in a replay.
    public var outputs: [Int32: JSONObject]

    /// Makes an execution.
    ///
    /// - Parameters:
    ///   - record: What it has besides the rows of the machine.
    ///   - plan: What is run.
    ///   - rows: All rows, with that of the execution.
    ///   - outputs: The outputs of task runs that are there already.
    public init(
        _ record: ExecutionRecord,
        _ plan: ExecutionPlan,
        rows: ExecutionRows,
        outputs: [Int32: JSONObject] = [:]
    ) {
        (self.record, self.plan, self.rows, self.outputs) = (record, plan, rows, outputs)
    }
}

/// What changes in one execution.
public struct ExecutionWrite: Sendable {
    /// The execution.
    public var id: ExecutionID

    /// What is run.
    public var plan: ExecutionPlan

    /// The rows that changed.
    public var rows: ExecutionRows

    /// Outputs of task runs, by number; `nil` removes them.
    public var outputs: [Int32: JSONObject?] = [:]

    /// The outputs of the flow, if they changed; `.some(nil)` removes them.
    public var flowOutputs: JSONObject??

    /// The variables, if they changed.
    public var variables: JSONObject?

    /// To whom its end is told, if that changed.
    public var parent: ExecutionParent?

    /// Timers that begin; one of the same task run and purpose takes the place of the former.
    public var startedTimers: [(timer: TimerID, at: Int64)] = []

    /// Timers that are over.
    public var endedTimers: [TimerID] = []

    /// Whether all timers that were there before are over.
    public var endsAllTimers = false

    /// Makes a write.
    ///
    /// - Parameters:
    ///   - id: The execution.
    ///   - plan: What is run.
    ///   - rows: The rows that changed.
    public init(_ id: ExecutionID, _ plan: ExecutionPlan, rows: ExecutionRows) {
        (self.id, self.plan, self.rows) = (id, plan, rows)
    }
}

/// All that one transaction of an executor writes for a tenant.
public struct ExecutionBatch: Sendable {
    /// Executions that are made.
    public var created: [NewExecution] = []

    /// Changes of executions that are there, no two of one execution and none of one that is made.
    public var writes: [ExecutionWrite] = []

    /// Messages that have been dealt with.
    public var taken: [ExecutionMessage.ID] = []

    /// Messages to executions, in this order.
    public var posted: [(execution: ExecutionID, content: ExecutionMessage.Content)] = []

    /// Log lines, in this order.
    public var logs: [ExecutionLogLine] = []

    /// Makes an empty batch.
    public init() {}
}
