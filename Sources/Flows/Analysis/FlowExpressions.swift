import JSON

/// What templates of a flow can name.
public struct FlowExpressions: Sendable, Equatable {
    /// What tasks give back: `outputs.extract.uri`.
    public var taskOutputs: [String]

    /// What is known of the execution: `execution.id`.
    public var executionContext: [String]

    /// The inputs: `inputs.day`.
    public var inputs: [String]

    /// The variables: `vars.region`.
    public var variables: [String]

    /// Lists what templates of a flow can name.
    ///
    /// - Parameters:
    ///   - flow: The flow.
    ///   - id: A task; what is given back only by tasks after it is left out. `nil` for all tasks.
    public init(of flow: Flow, before id: String? = nil) {
        taskOutputs = Self.tasks(of: flow, before: id).flatMap { task in
            Self.outputs(of: task).map { "outputs\(Self.member(task.id.description))\(Self.member($0))" }
        }
        inputs = flow.inputs.map { "inputs" + $0.id.split(separator: ".").map { Self.member(String($0)) }.joined() }
        variables = flow.variables.keys.map { "vars\(Self.member($0))" }
        executionContext = Self.context + flow.labels.map { "labels\(Self.member($0.key))" }
        if !flow.triggers.isEmpty { executionContext += Self.triggerNames(flow) }
    }

    private static let context = [
        "flow.id", "flow.namespace", "flow.tenantId", "flow.revision", "execution.id", "execution.startDate",
        "execution.state", "execution.originalId", "task.id", "task.type", "taskrun.id", "taskrun.startDate",
        "taskrun.attemptsCount", "taskrun.parentId", "taskrun.value", "taskrun.iteration", "parent.taskrun.value",
        "parents", "kestra.environment", "kestra.url", "workingDir", "trace.parent",
    ]

    /// The tasks whose outputs there are when a task runs: those that are declared before it, without those that
    /// contain it.
    private static func tasks(of flow: Flow, before id: String?) -> [FlowTask] {
        let tasks = flow.allTasks
        guard let id, let position = tasks.firstIndex(where: { $0.id.description == id }) else { return tasks }
        let path = tasks[position].path
        return tasks[..<position].filter { !path.hasPrefix($0.path + ".") }
    }

    private static func outputs(of task: FlowTask) -> [String] {
        PluginRegistry.core[task.type]?.outputs.map(\.name) ?? []
    }

    private static func triggerNames(_ flow: Flow) -> [String] {
        var seen: Set<String> = []
        let names = flow.triggers.flatMap { PluginRegistry.core[$0.type]?.outputs.map(\.name) ?? [] }
        return names.filter { seen.insert($0).inserted }.map { "trigger.\($0)" }
    }

    /// A member as templates name it: `.name`, or `['a-name']` where a dot will not do.
    private static func member(_ name: String) -> String {
        let isWord =
            name.utf8.first.map { $0.isAlphanumeric && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } == true
            && name.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "_") }
        return isWord ? ".\(name)" : "['\(name)']"
    }
}
