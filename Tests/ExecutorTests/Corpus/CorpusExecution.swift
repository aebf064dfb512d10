import Expressions
import Flows
import JSON
import Tenancy

@testable import Executor

/// What surrounds one execution of a flow of the corpus.
final class CorpusExecution {
    struct Line {
        var task: String
        var level: String
        var message: String
    }

    let flow: Flow
    var inputs: JSONObject
    var values: ExpressionMap
    var trigger: JSON
    var parent: String?
    var scheduledAt: Int64?
    var variables: JSONObject
    var outputs: JSON?
    var taskOutputs: [Int32: JSON] = [:]
    var logs: [Line] = []
    var directories: [Int32: [String: String]] = [:]

    init(_ flow: Flow, inputs: JSONObject = [:], values: ExpressionMap = ExpressionMap(), trigger: JSON = .null) {
        (self.flow, self.inputs, self.values, self.trigger) = (flow, inputs, values, trigger)
        variables = flow.variables
    }

    func copy() -> CorpusExecution {
        let copy = CorpusExecution(flow, inputs: inputs, values: values, trigger: trigger)
        copy.taskOutputs = taskOutputs
        return copy
    }
}

/// What names in expressions stand for.
struct CorpusContext: ExpressionContext {
    let variables: ExpressionMap
    var names: [String] { variables.members.map(\.name) }

    func value(of name: String) throws(ExpressionError) -> ExpressionValue? { variables[name] }

    /// The names at a task run of an execution, or of the execution itself.
    init(_ surroundings: CorpusExecution, _ state: ExecutionState, run: Int32?, extra: [(String, JSON)] = []) {
        let flow = surroundings.flow
        var members: [ExpressionMap.Member] = [
            (
                "flow",
                ExpressionValue(["id": .string(flow.id.description), "namespace": .string(flow.namespace.description)])
            ),
            ("execution", ExpressionValue(["id": .string(state.id.description), "state": .string(state.state.name)])),
            ("inputs", .map(surroundings.values)),
            ("vars", ExpressionValue(.object(surroundings.variables))),
            ("labels", ExpressionValue(.object(JSONObject(state.labels.map { ($0.key, .string($0.value)) })))),
            ("outputs", ExpressionValue(Self.outputs(surroundings, state))),
            ("envs", ExpressionValue(["test1": "true", "test2": "Pass by env"])),
            ("globals", ExpressionValue(["string": "string", "int": 1, "bool": true, "nested": ["int": 2]])),
        ]
        if !surroundings.trigger.isNull { members.append(("trigger", ExpressionValue(surroundings.trigger))) }
        if let run { members += Self.task(surroundings, state, run) }
        members += extra.map { ($0.0, ExpressionValue($0.1)) }
        variables = ExpressionMap(members)
    }

    private static func outputs(_ surroundings: CorpusExecution, _ state: ExecutionState) -> JSON {
        var all = JSON.object([:])
        for run in state.runs.indices {
            guard let output = surroundings.taskOutputs[state.runs[run].number] else { continue }
            let id = state.plan.tasks[Int(state.runs[run].task)].id
            all = set([id] + state.values(around: Int32(run)), output, in: all)
        }
        return all
    }

    private static func set(_ path: [String], _ value: JSON, in json: JSON) -> JSON {
        guard let first = path.first else { return value }
        var object = json.object ?? [:]
        object[first] = set(Array(path.dropFirst()), value, in: object[first] ?? .object([:]))
        return .object(object)
    }

    private static func task(
        _ surroundings: CorpusExecution,
        _ state: ExecutionState,
        _ run: Int32
    ) -> [ExpressionMap.Member] {
        let task = state.plan.tasks[Int(state.runs[Int(run)].task)]
        let this = state.runs[Int(run)]
        var taskrun: JSONObject = [
            "id": .string(state.id(ofTaskRun: this.number).description),
            "startDate": .string(CorpusTime.text(this.history.first?.at ?? 0)),
            "attemptsCount": JSON(max(Int(this.attempts) - 1, 0)),
        ]
        if let value = state.value(of: run) { taskrun["value"] = .string(value) }
        if this.iteration >= 0 { taskrun["iteration"] = JSON(this.iteration) }
        var parents: [JSON] = []
        var next = this.parent
        while next >= 0 {
            var parent: JSONObject = [:]
            if let value = state.value(of: next) { parent["taskrun"] = ["value": .string(value)] }
            if let output = surroundings.taskOutputs[state.runs[Int(next)].number] { parent["outputs"] = output }
            if !parent.isEmpty { parents.append(.object(parent)) }
            next = state.runs[Int(next)].parent
        }
        var members: [ExpressionMap.Member] = [
            ("task", ExpressionValue(["id": .string(task.id), "type": .string(task.type)])),
            ("taskrun", ExpressionValue(.object(taskrun))),
            ("parents", ExpressionValue(.array(parents))),
        ]
        if let parent = parents.first { members.append(("parent", ExpressionValue(parent))) }
        if let directory = state.directory(of: run) {
            let id = state.id(ofTaskRun: state.runs[Int(directory)].number).description
            members.append(("workerTaskrun", ExpressionValue(["id": .string(id)])))
        }
        return members
    }
}
