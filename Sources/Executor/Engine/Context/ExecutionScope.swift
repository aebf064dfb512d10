import Daemon
import Expressions
import Flows
import JSON
import Tenancy

/// What the names in expressions of an execution stand for, wherever in it they are.
struct ExecutionScope: Sendable {
    let tenant: Tenant.ID
    let flow: DeployedFlow
    var record: ExecutionRecord
    let outputs: ExecutionOutputs
    let environment: ExecutionEnvironment
    /// Opens what is kept encrypted.
    let cipher: InputCipher?

    /// The names at a task run, or of the execution itself.
    ///
    /// Only what is small is taken from the state: whoever evaluates keeps no copy of it.
    ///
    /// - Parameters:
    ///   - state: The execution.
    ///   - run: The position of the task run, `nil` for the execution.
    ///   - extra: Further names.
    ///   - showsTasks: Whether `tasks` is named, for which all task runs are looked through.
    /// - Returns: The names.
    /// - Throws: `ExpressionError` if a secret cannot be opened.
    func variables(
        of state: ExecutionState,
        run: Int32?,
        extra: [ExpressionMap.Member] = [],
        showsTasks: Bool = false
    ) throws(ExpressionError) -> ExecutionVariables {
        var members: [ExpressionMap.Member] = [
            ("flow", flowValue), ("execution", executionValue(state)), ("labels", Self.labels(state.labels)),
            ("envs", .map(environment.envs.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })),
            ("globals", ExpressionValue(.object(environment.globals))),
        ]
        if let loop = record.loop { members.append(("item", Self.item(loop))) }
        if showsTasks { members.append(("tasks", Self.tasks(of: state))) }
        if let run { members += try taskMembers(state, run) }
        return ExecutionVariables(scope: self, small: ExpressionMap(members + extra))
    }

    private var flowValue: ExpressionValue {
        .map([
            ("id", .text(record.flow.description)), ("namespace", .text(record.namespace.description)),
            ("tenantId", .text(tenant.description)), ("revision", .integer(Int64(record.revision))),
        ])
    }

    private func executionValue(_ state: ExecutionState) -> ExpressionValue {
        var members: [ExpressionMap.Member] = [
            ("id", .text(state.id.description)), ("state", .text(state.state.name)),
            ("startDate", .text(Self.text(ofInstant: state.history.first?.at ?? 0))),
            ("originalId", .text(record.originalID.description)),
        ]
        if let outputs = record.outputs, let value = try? SealedDocument.value(.object(outputs), cipher) {
            members.append(("outputs", value))
        }
        return .map(members)
    }

    /// Labels by their names; those of the system are also found by the parts of their names.
    private static func labels(_ labels: [ExecutionLabel]) -> ExpressionValue {
        var members: [ExpressionMap.Member] = []
        var system: [ExpressionMap.Member] = []
        for label in labels {
            members.append((label.key, .text(label.value)))
            if label.key.hasPrefix("system.") {
                system.append((String(label.key.dropFirst("system.".count)), .text(label.value)))
            }
        }
        if !system.isEmpty { members.append(("system", .map(system))) }
        return .map(members)
    }

    private static func item(_ loop: ExecutionLoop) -> ExpressionValue {
        var members: [ExpressionMap.Member] = [
            ("value", .text(loop.value.value)), ("index", .integer(Int64(loop.index))),
        ]
        if let key = loop.value.key { members.append(("key", .text(key))) }
        return .map(members)
    }

    /// The state of each task, by its last run.
    private static func tasks(of state: ExecutionState) -> ExpressionValue {
        .map(
            state.runs.map { run in
                (state.plan.tasks[Int(run.task)].id, .map([("state", .text(run.state.name))]))
            }
        )
    }

    private func taskMembers(_ state: ExecutionState, _ run: Int32) throws(ExpressionError) -> [ExpressionMap.Member] {
        let this = state.runs[Int(run)]
        let task = state.plan.tasks[Int(this.task)]
        var taskrun: [ExpressionMap.Member] = [
            ("id", .text(state.id(ofTaskRun: this.number).description)),
            ("startDate", .text(Self.text(ofInstant: this.history.first?.at ?? 0))),
            ("attemptsCount", .integer(Int64(max(this.attempts - 1, 0)))),
        ]
        if this.parent >= 0 {
            let id = state.id(ofTaskRun: state.runs[Int(this.parent)].number)
            taskrun.append(("parentId", .text(id.description)))
        }
        if let value = state.value(of: run) { taskrun.append(("value", .text(value))) }
        if this.iteration >= 0 { taskrun.append(("iteration", .integer(Int64(this.iteration)))) }
        let parents = try parents(of: run, state)
        var members: [ExpressionMap.Member] = [
            ("task", .map([("id", .text(task.id)), ("type", .text(task.type))])), ("taskrun", .map(taskrun)),
            ("parents", .list(parents)),
        ]
        if let parent = parents.first { members.append(("parent", parent)) }
        if let directory = state.directory(of: run) {
            let id = state.id(ofTaskRun: state.runs[Int(directory)].number)
            members.append(("workerTaskrun", .map([("id", .text(id.description))])))
        }
        return members
    }

    /// What the task runs around one are about, the nearest first; those that have neither value nor outputs are left out.
    private func parents(of run: Int32, _ state: ExecutionState) throws(ExpressionError) -> [ExpressionValue] {
        var parents: [ExpressionValue] = []
        var next = state.runs[Int(run)].parent
        while next >= 0 {
            var members: [ExpressionMap.Member] = []
            if let value = state.value(of: next) { members.append(("taskrun", .map([("value", .text(value))]))) }
            if let output = outputs.output(ofTaskRun: state.runs[Int(next)].number) {
                members.append(("outputs", try SealedDocument.value(.object(output), cipher)))
            }
            if !members.isEmpty { parents.append(.map(members)) }
            next = state.runs[Int(next)].parent
        }
        return parents
    }

    /// An instant in milliseconds since 1970 as text.
    static func text(ofInstant milliseconds: Int64) -> String {
        Instant(microseconds: milliseconds.multipliedReportingOverflow(by: 1000).partialValue).description
    }
}
