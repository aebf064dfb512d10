public import JSON

/// An occasion on which executions of a flow begin.
public struct FlowTrigger: Sendable {
    /// Names the trigger within its flow.
    public var id: ID

    /// The type by its current name, such as `io.kestra.plugin.core.trigger.Schedule`.
    public var type: String

    /// How it comes about that it fires.
    public var kind: TriggerKind

    /// The version of the type that is asked for.
    public var version: String?

    /// What the trigger is for.
    public var description: String?

    /// Whether the trigger never fires.
    public var isDisabled: Bool

    /// A template; where it renders to nothing, `false` or a zero, no execution begins.
    public var when: String?

    /// What must hold as well, in the manner of old versions.
    public var conditions: [TriggerCondition]

    /// The inputs of the executions, not rendered.
    public var inputs: JSONObject

    /// The labels of the executions, not rendered.
    public var labels: [FlowLabel]

    /// The states of an execution that put the trigger out of use.
    public var stopAfter: [ExecutionStateName]

    /// Whether an execution may begin while the one before runs.
    public var allowConcurrent: Bool

    /// Whether an execution that failed is made of an evaluation that failed.
    public var failOnTriggerError: Bool

    /// Which workers may evaluate it.
    public var workerSelector: WorkerSelector?

    /// The least level of what is kept of its log.
    public var logLevel: LogLevel?

    /// Whether its log is kept as a file.
    public var logToFile: Bool

    /// The policies that the trigger asks to be held to.
    public var policyRefs: [String]

    /// The assets that the trigger watches, not rendered.
    public var assets: JSON?

    /// What else its type asks for, in the order in which it was declared, not rendered.
    public var properties: JSONObject

    /// Where the trigger is declared: `triggers[0]`.
    public var path: String
}

/// How it comes about that a trigger fires.
public enum TriggerKind: String, Sendable, CaseIterable {
    /// Time passes.
    case schedule
    /// Another execution ended.
    case flow
    /// A request came in.
    case webhook
    /// A worker looked and found something.
    case polling
    /// A worker listens.
    case realtime
    /// A tool was called.
    case tool
}

/// A condition of a trigger, in the manner of old versions.
public struct TriggerCondition: Sendable {
    /// Names the condition, where it has a name.
    public var id: String?

    /// The type by its current name, such as `io.kestra.plugin.core.condition.ExecutionStatus`.
    public var type: String

    /// What its type asks for, not rendered.
    public var properties: JSONObject

    /// The conditions within, with their names where they have names.
    public var conditions: [(name: String?, condition: TriggerCondition)]
}
