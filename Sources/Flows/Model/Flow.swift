public import JSON
public import Tenancy

/// A flow as it was declared: what to run, on what occasion, within what bounds.
///
/// Former names are already replaced by those of the current language; `source` still has them.
public struct Flow: Sendable {
    /// Names the flow within its namespace.
    public var id: ID

    /// The namespace that the flow belongs to.
    public var namespace: Namespace.Name

    /// The revision that the declaration claims to be; the server counts on its own.
    public var revision: Int64?

    /// What the flow is for, as Markdown.
    public var description: String?

    /// The labels in the order in which they were declared.
    public var labels: [FlowLabel]

    /// The inputs of an execution.
    public var inputs: [InputDeclaration]

    /// What an execution gives back, as it was declared.
    public var outputs: [OutputDeclaration]

    /// Values that templates may name, not rendered.
    public var variables: JSONObject

    /// What an execution does.
    public var tasks: [FlowTask]

    /// What it does once `tasks` has failed.
    public var errors: [FlowTask]

    /// What it does in the end, whether or not `tasks` has failed.
    public var finally: [FlowTask]

    /// What is done once an execution has ended, which changes nothing of how it ended.
    public var afterExecution: [FlowTask]

    /// What is done at each change of state, in the manner of old versions.
    public var listeners: [FlowListener]

    /// The occasions on which executions begin.
    public var triggers: [FlowTrigger]

    /// How many executions may run at a time.
    public var concurrency: FlowConcurrency?

    /// How many executions may begin within a time.
    public var quotas: [FlowQuota]

    /// What happens to an execution that failed.
    public var retry: RetryPolicy?

    /// What is promised of an execution.
    public var sla: [ServiceLevel]

    /// What must hold before an execution is made.
    public var checks: [FlowCheck]

    /// The policies that the flow asks to be held to.
    public var policyRefs: [String]

    /// Which workers may run the tasks, if the tasks do not say.
    public var workerSelector: WorkerSelector?

    /// Whether no execution may begin.
    public var isDisabled: Bool

    /// Whether this revision is only kept and not executed.
    public var isDraft: Bool

    /// The declaration byte for byte.
    public var source: String
}

extension Flow {
    /// The lists of tasks of the flow itself, in the order in which they run, empty ones left out.
    public var taskLists: [FlowTaskList] {
        let listeners = listeners.enumerated().map { FlowTaskList(role: .listener($0), tasks: $1.tasks) }
        let lists = [
            FlowTaskList(role: .tasks, tasks: tasks), FlowTaskList(role: .errors, tasks: errors),
            FlowTaskList(role: .finally, tasks: finally), FlowTaskList(role: .afterExecution, tasks: afterExecution),
        ]
        return (lists + listeners).filter { !$0.tasks.isEmpty }
    }

    /// All tasks of the flow, those that contain others before these.
    public var allTasks: [FlowTask] {
        taskLists.flatMap(\.allTasks)
    }

    /// Finds a task, wherever it is.
    ///
    /// - Parameter id: The identifier of the task.
    /// - Returns: The task, or `nil` if there is none.
    public func task(_ id: String) -> FlowTask? {
        allTasks.first { $0.id.description == id }
    }
}
