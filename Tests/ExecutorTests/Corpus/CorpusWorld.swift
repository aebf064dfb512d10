import Expressions
import Flows
import JSON
import RandomData
import Tenancy
import YAML

@testable import Executor

/// Flows of the corpus, and in memory what they need: files, keys and values, secrets, states, workers.
final class CorpusWorld: SimulatedWorld {
    struct Deployed {
        var flow: Flow
        var plan: ExecutionPlan
        var revision = 1
    }

    var flows: [String: Deployed] = [:]
    var executions: [ExecutionID: CorpusExecution] = [:]
    var pools: [String: SlotPool] = [:]
    var files: [String: String] = [:]
    var keys: [String: JSON] = [:]
    var secrets: [String: String] = [:]
    var states: [String: JSON] = [:]
    var caches: [String: [String: String]] = [:]
    var triggers: [String: Bool] = [:]
    var satisfied: [String: Set<String>] = [:]
    var deleted: Set<ExecutionID> = []
    private var random = SeededGenerator(seed: 42)

    func deploy(_ source: [UInt8]) throws -> String {
        let reading = FlowReader().read(source)
        guard let flow = reading.flow else { throw CorpusFault("cannot be read: \(reading.problems.prefix(2))") }
        let key = "\(flow.namespace)/\(flow.id)"
        let revision = (flows[key]?.revision ?? 0) + 1
        flows[key] = Deployed(flow: flow, plan: try ExecutionPlan(flow), revision: revision)
        if let concurrency = flow.concurrency, pools[key] == nil {
            let behavior: OverflowBehavior =
                switch concurrency.behavior {
                case .queue: .queue
                case .cancel: .cancel
                case .fail: .fail
                }
            pools[key] = SlotPool(limit: concurrency.limit, behavior)
        }
        return key
    }

    // MARK: Expressions

    func services(_ execution: ExecutionID, _ simulator: Simulator) -> ExpressionServices {
        var services = ExpressionServices()
        let (keys, secrets, files, now) = (keys, secrets, files, simulator.now)
        let lines: [JSON] = (executions[execution]?.logs ?? []).filter { $0.level == "ERROR" }.map {
            ["taskId": .string($0.task), "message": .string($0.message), "level": .string($0.level)]
        }
        services.now = { ExpressionDate(microseconds: now &* 1000) }
        services.randomBytes = { Array(repeating: 7, count: $0) }
        services.jq = { (request) throws(ExpressionError) in try request.results(limit: 1 << 20) }
        services.keyValue = { (request) throws(ExpressionError) in keys[request.key].map { ExpressionValue($0) } }
        services.secret = { (request) throws(ExpressionError) in
            guard let secret = secrets[request.key] else {
                throw ExpressionError(.failed, "no secret `\(request.key)`")
            }
            return secret
        }
        services.readFile = { (request) throws(ExpressionError) in
            guard let file = files[request.path] else { throw ExpressionError(.failed, "no file `\(request.path)`") }
            return file
        }
        services.errorLogs = { () throws(ExpressionError) in ExpressionValue(.array(lines)) }
        return services
    }

    func render(_ json: JSON, _ context: CorpusContext, _ services: ExpressionServices) throws -> ExpressionValue {
        switch json {
        case .string(let text):
            return try ExpressionTemplate(parsing: text).evaluate(in: context, services: services).value
        case .array(let elements):
            return .list(try elements.map { try render($0, context, services) })
        case .object(let object):
            return .map(
                try object.members.map { member in
                    let name = try ExpressionTemplate(parsing: member.name).render(in: context, services: services)
                    return (name.string, try render(member.value, context, services))
                }
            )
        default: return ExpressionValue(json)
        }
    }

    /// A document in which every template is text.
    func renderText(_ json: JSON, _ context: CorpusContext, _ services: ExpressionServices) throws -> JSON {
        switch json {
        case .string: return .string(try text(json, context, services).string)
        case .array(let elements): return .array(try elements.map { try renderText($0, context, services) })
        case .object(let object):
            return .object(
                JSONObject(try object.members.map { ($0.name, try renderText($0.value, context, services)) })
            )
        default: return json
        }
    }

    /// A property of a task as text.
    func text(_ json: JSON?, _ context: CorpusContext, _ services: ExpressionServices) throws -> ExpressionText {
        guard let json else { return ExpressionText("") }
        guard case .string(let template) = json else { return ExpressionText(json.text) }
        return try ExpressionTemplate(parsing: template).render(in: context, services: services)
    }

    func evaluate(
        _ id: EvaluationID,
        _ expressions: [ExpressionNumber],
        of execution: ExecutionID,
        in simulator: Simulator
    ) -> [Simulator.Reaction] {
        guard let state = simulator.executions[execution], let surroundings = executions[execution] else { return [] }
        do {
            if id.purpose == .outputs {
                let context = CorpusContext(surroundings, state, run: nil)
                let renderer = OutputRenderer(surroundings.flow.outputs)
                let values = try renderer.render(in: context, services: services(execution, simulator), cipher: nil)
                surroundings.outputs = .object(values)
                return [(1, .evaluated(id, [.nothing]))]
            }
            let values = try expressions.map { try value(of: state.plan[$0], id, state, simulator) }
            return [(1, .evaluated(id, values))]
        } catch {
            if let number = id.taskRun { log("ERROR", "\(error)", number, execution, simulator) }
            return [(1, .evaluationFailed(id, "\(error)"))]
        }
    }

    private func value(
        of expression: PlannedExpression,
        _ id: EvaluationID,
        _ state: ExecutionState,
        _ simulator: Simulator
    ) throws -> EvaluatedValue {
        guard let surroundings = executions[state.id] else { throw CorpusFault("no execution") }
        let run = id.taskRun.flatMap(state.position(ofRun:))
        var (context, services) = (CorpusContext(surroundings, state, run: run), services(state.id, simulator))
        if id.purpose == .childOutputs, let run {
            return try childOutputs(expression, run, state, simulator)
        }
        if case .breakWhen(let number) = id.purpose,
            let child = state.iterations.first(where: { $0.number == number })?.child
        {
            let ended = simulator.executions[child]?.state.name ?? ""
            let iteration: JSON = ["executionId": .string(child.description), "state": .string(ended)]
            context = CorpusContext(surroundings, state, run: run, extra: [("iteration", iteration)])
            services = self.services(state.id, simulator)
        }
        let json = expression.isDocument ? try JSON(parsing: expression.source) : .string(expression.source)
        let value = try render(json, context, services)
        switch expression.result {
        case .truth: return .truth(value.isTruthy)
        case .text: return .text(value.string ?? value.json.text)
        case .integer: return value.integer.map { .integer($0) } ?? .integer(Int64(value.string ?? "") ?? 0)
        case .duration:
            guard let text = value.string, let duration = FlowDuration(text) else { throw CorpusFault("no duration") }
            return .integer(duration.duration.milliseconds)
        case .values:
            var list = value.json
            if let text = value.string { list = try JSON(parsing: text) }
            guard let values = IterationValue.list(list) else { throw CorpusFault("expected a list, found \(list)") }
            return .values(values)
        case .anything: return .nothing
        }
    }

    private func childOutputs(
        _ expression: PlannedExpression,
        _ run: Int32,
        _ state: ExecutionState,
        _ simulator: Simulator
    ) throws -> EvaluatedValue {
        guard let position = state.childPositions(run).last, let child = state.iterations[position].child,
            let inner = simulator.executions[child], let around = executions[child], let mine = executions[state.id]
        else { throw CorpusFault("no child") }
        let context = CorpusContext(around, inner, run: nil)
        let value = try render(try JSON(parsing: expression.source), context, services(child, simulator))
        let number = state.runs[Int(run)].number
        var output = mine.taskOutputs[number]?.object ?? [:]
        output["outputs"] = value.json
        mine.taskOutputs[number] = .object(output)
        return .nothing
    }

    // MARK: Other executions

    func child(
        _ reference: ChildReference,
        _ id: ExecutionID,
        of execution: ExecutionID,
        in simulator: Simulator
    ) -> Result<ExecutionState, SimulatedRefusal> {
        do {
            return .success(try makeChild(reference, id, of: execution, in: simulator))
        } catch {
            log("ERROR", "\(error)", reference.taskRun, execution, simulator)
            return .failure(SimulatedRefusal(reason: "\(error)"))
        }
    }

    private func makeChild(
        _ reference: ChildReference,
        _ id: ExecutionID,
        of execution: ExecutionID,
        in simulator: Simulator
    ) throws -> ExecutionState {
        guard let state = simulator.executions[execution], let surroundings = executions[execution],
            let run = state.position(ofRun: reference.taskRun),
            let task = task(of: run, state, surroundings.flow)
        else { throw CorpusFault("no task run") }
        var extra: [(String, JSON)] = []
        if let value = state.iterations[Int(reference.iteration)].value {
            let id = state.id(ofTaskRun: reference.taskRun).description
            extra.append(
                ("taskrun", ["id": .string(id), "items": .string(value.value), "value": .string(value.value)])
            )
        }
        let context = CorpusContext(surroundings, state, run: run, extra: extra)
        let services = services(execution, simulator)
        let namespace = try text(task.properties["namespace"], context, services).string
        let flowID = try text(task.properties["flowId"], context, services).string
        guard let deployed = flows["\(namespace)/\(flowID)"] else {
            throw CorpusFault("no flow `\(namespace).\(flowID)`")
        }
        let supplied = try render(task.properties["inputs"] ?? .object([:]), context, services).json
        var labels: [ExecutionLabel] = []
        if task.properties["inheritLabels"]?.bool == true {
            labels += state.labels.filter { !$0.key.hasPrefix("system.") }
        }
        labels += deployed.flow.labels.map { ExecutionLabel($0.key, $0.value) }
        for (key, value) in try render(task.properties["labels"] ?? .object([:]), context, services).json.object?
            .members ?? []
        {
            labels.append(ExecutionLabel(key, value.string ?? value.text))
        }
        let correlation = state.labels.first { $0.key == "system.correlationId" }?.value ?? execution.description
        labels.append(ExecutionLabel("system.correlationId", correlation))
        let trigger: JSON = [
            "type": .string("io.kestra.plugin.core.flow.Subflow"),
            "executionId": .string(execution.description),
            "flowId": .string(surroundings.flow.id.description),
            "namespace": .string(surroundings.flow.namespace.description),
        ]
        return try make(deployed, id, SuppliedInputs(supplied.object ?? [:]), labels, trigger, simulator)
    }

    /// The task of the flow that a task run is of; the steps of a `ForEachItem` have its task.
    func task(of run: Int32, _ state: ExecutionState, _ flow: Flow) -> FlowTask? {
        let id = state.plan.tasks[Int(state.runs[Int(run)].task)].id
        if let task = flow.task(id) { return task }
        for suffix in ["_split", "_items", "_merge"] where id.hasSuffix(suffix) {
            return flow.task(String(id.dropLast(suffix.count)))
        }
        return nil
    }

    /// Makes an execution of a flow, if its inputs are valid.
    func make(
        _ deployed: Deployed,
        _ id: ExecutionID,
        _ supplied: SuppliedInputs,
        _ labels: [ExecutionLabel],
        _ trigger: JSON,
        _ simulator: Simulator,
        scheduledAt: Int64? = nil
    ) throws -> ExecutionState {
        let cipher = InputCipher(seal: { String($0.reversed()) }, open: { String($0.reversed()) })
        let resolution = try InputResolver(deployed.flow.inputs).resolve(
            supplied,
            services: services(id, simulator),
            cipher: cipher
        )
        guard resolution.isValid else { throw resolution.errors }
        let surroundings = CorpusExecution(
            deployed.flow,
            inputs: resolution.stored,
            values: resolution.values,
            trigger: trigger
        )
        surroundings.scheduledAt = scheduledAt
        executions[id] = surroundings
        var state = ExecutionState(deployed.plan, id: id, at: simulator.now, scheduledAt: scheduledAt)
        state.setLabels(labels)
        if let pool = pools["\(deployed.flow.namespace)/\(deployed.flow.id)"] { simulator.slots[id] = pool }
        return state
    }

    // MARK: What the machine tells

    func observe(_ effect: ExecutionEffect, of execution: ExecutionID, in simulator: Simulator) {
        guard let surroundings = executions[execution] else { return }
        switch effect {
        case .record(let number, let output): record(output, number, surroundings)
        case .report(let number, let reason):
            if case .worker = reason { return }
            log("ERROR", "\(reason)", number, execution, simulator)
        case .startReplacement(let id, _):
            let copy = CorpusExecution(surroundings.flow, inputs: surroundings.inputs, values: surroundings.values)
            copy.parent = execution.description
            executions[id] = copy
        case .entered(let state):
            if state.isTerminal { fireTriggers(execution, state, simulator) }
        default: break
        }
    }

    private func record(_ output: TaskRunOutput, _ number: Int32, _ surroundings: CorpusExecution) {
        var object = surroundings.taskOutputs[number]?.object ?? [:]
        switch output {
        case .condition(let holds): object["evaluationResult"] = .bool(holds)
        case .choice(let value, let isDefault):
            object["value"] = .string(value)
            object["defaults"] = .bool(isDefault)
        case .iterations(let count): object["iterationCount"] = JSON(count)
        case .child(let id, let state):
            object["executionId"] = .string(id.description)
            if let state { object["state"] = .string(state.name) }
        case .children(let total, let success, let warning, let failed):
            object["numberOfBatches"] = JSON(total)
            object["iterations"] = [
                "CREATED": 0, "RUNNING": 0, "SUCCESS": JSON(success), "WARNING": JSON(warning), "FAILED": JSON(failed),
            ]
        case .resumed:
            // What was given with the command is there already.
            break
        }
        surroundings.taskOutputs[number] = .object(object)
    }

    func log(_ level: String, _ message: String, _ number: Int32, _ execution: ExecutionID, _ simulator: Simulator) {
        guard let state = simulator.executions[execution], let run = state.position(ofRun: number) else { return }
        let id = state.plan.tasks[Int(state.runs[Int(run)].task)].id
        executions[execution]?.logs.append(.init(task: id, level: level, message: message))
    }
}

/// What is wrong with a case.
struct CorpusFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
