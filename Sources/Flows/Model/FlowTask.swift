public import JSON

/// A task of a flow.
public struct FlowTask: Sendable {
    /// Names the task within its flow.
    public var id: ID

    /// The type by its current name, such as `io.kestra.plugin.core.log.Log`.
    public var type: String

    /// The type as it was written, which may be a former name.
    public var writtenType: String

    /// Who runs it.
    public var kind: TaskKind

    /// The version of the type that is asked for.
    public var version: String?

    /// What the task is for.
    public var description: String?

    /// A template; where it renders to nothing, `false` or a zero, the task is skipped.
    public var when: String?

    /// Whether the task is left out.
    public var isDisabled: Bool

    /// How long an attempt may take.
    public var timeout: Dynamic<Duration>?

    /// What happens when an attempt has failed.
    public var retry: RetryPolicy?

    /// Whether what contains the task goes on when it has failed, with a warning.
    public var allowFailure: Bool

    /// Whether a warning counts as success.
    public var allowWarning: Bool

    /// The least level of what is kept of its log.
    public var logLevel: LogLevel?

    /// Whether its log is kept as a file.
    public var logToFile: Bool

    /// Which workers may run it.
    public var workerSelector: WorkerSelector?

    /// The policies that the task asks to be held to.
    public var policyRefs: [String]

    /// Whether a former success of the same task is taken for a new run.
    public var taskCache: TaskCache?

    /// The assets that the task reads and writes, not rendered.
    public var assets: JSON?

    /// What else its type asks for, in the order in which it was declared, not rendered.
    public var properties: JSONObject

    /// The tasks within, by what they are to the task; empty lists are left out.
    public var children: [FlowTaskList]

    /// The tasks of the same `Dag` that must have ended before; empty elsewhere.
    public var dependsOn: [ID]

    /// Where the task is declared: `tasks[0].then[1]`.
    public var path: String
}

extension FlowTask {
    /// The tasks of one list.
    ///
    /// - Parameter role: What the list is to the task.
    /// - Returns: The tasks, none if there is no such list.
    public func children(_ role: FlowTaskList.Role) -> [FlowTask] {
        children.first { $0.role == role }?.tasks ?? []
    }
}

/// Who runs a task.
public enum TaskKind: String, Sendable, CaseIterable {
    /// A worker.
    case runnable
    /// The executor, by running the tasks within.
    case flowable
    /// The executor, by making other executions.
    case executable
}
