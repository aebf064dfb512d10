import Expressions
import Flows
import JSON
import Tenancy

@testable import Executor

extension CorpusWorld {
    /// Makes the executions of flows that wait for the end of another one.
    func fireTriggers(_ execution: ExecutionID, _ state: RunState, _ simulator: Simulator) {
        guard let ended = executions[execution], let machine = simulator.executions[execution] else { return }
        for deployed in flows.values.sorted(by: { "\($0.flow.id)" < "\($1.flow.id)" }) {
            for trigger in deployed.flow.triggers where trigger.type.hasSuffix("trigger.Flow") {
                guard "\(deployed.flow.id)" != "\(ended.flow.id)", holds(trigger, deployed, ended.flow, state, machine)
                else { continue }
                start(trigger, deployed, execution, ended, machine, simulator)
            }
        }
    }

    private func start(
        _ trigger: FlowTrigger,
        _ deployed: Deployed,
        _ execution: ExecutionID,
        _ ended: CorpusExecution,
        _ machine: ExecutionState,
        _ simulator: Simulator
    ) {
        let variables: JSON = [
            "type": .string(trigger.type),
            "executionId": .string(execution.description),
            "namespace": .string(ended.flow.namespace.description),
            "flowId": .string(ended.flow.id.description),
        ]
        let context = CorpusContext(ended, machine, run: nil)
        guard let inputs = try? render(.object(trigger.inputs), context, services(execution, simulator)).json else {
            return
        }
        let id = simulator.nextID()
        let labels = deployed.flow.labels.map { ExecutionLabel($0.key, $0.value) }
        if trigger.inputs.isEmpty {
            // A trigger that gives no inputs makes an execution without any.
            executions[id] = CorpusExecution(deployed.flow, trigger: variables)
            simulator.add(ExecutionState(deployed.plan, id: id, at: simulator.now, labels: labels))
        } else if let state = try? make(
            deployed,
            id,
            SuppliedInputs(inputs.object ?? [:]),
            labels,
            variables,
            simulator
        ) {
            simulator.add(state)
        }
    }

    private func holds(
        _ trigger: FlowTrigger,
        _ deployed: Deployed,
        _ flow: Flow,
        _ state: RunState,
        _ machine: ExecutionState
    ) -> Bool {
        let key = "\(deployed.flow.id)/\(trigger.id)"
        for condition in trigger.conditions {
            guard condition.type.hasSuffix("MultipleCondition") else {
                if !holds(condition, flow, state) { return false }
                continue
            }
            let fitting = condition.conditions.filter { holds($0.condition, flow, state) }.compactMap(\.name)
            satisfied[key, default: []].formUnion(fitting)
            guard satisfied[key]?.count == condition.conditions.count, !fitting.isEmpty else { return false }
            satisfied[key] = []
        }
        let wanted = trigger.properties["preconditions"]?["flows"]?.array ?? trigger.properties["dependsOn"]?.array
        guard let wanted else { return !trigger.conditions.isEmpty }
        for (index, one) in wanted.enumerated() {
            let states = one["states"]?.array?.compactMap(\.string) ?? ["SUCCESS"]
            guard one["namespace"]?.string == flow.namespace.description, one["flowId"]?.string == flow.id.description,
                states.contains(state.name)
            else { continue }
            satisfied[key, default: []].insert("\(index)")
        }
        guard satisfied[key]?.count == wanted.count else { return false }
        satisfied[key] = []
        return true
    }

    private func holds(_ condition: TriggerCondition, _ flow: Flow, _ state: RunState) -> Bool {
        switch condition.type.split(separator: ".").last {
        case "ExecutionStatus": condition.properties["in"]?.array?.contains(.string(state.name)) ?? true
        case "ExecutionFlow":
            condition.properties["namespace"]?.string == flow.namespace.description
                && condition.properties["flowId"]?.string == flow.id.description
        case "ExecutionNamespace": condition.properties["namespace"]?.string == flow.namespace.description
        default: false
        }
    }

    /// Whether a webhook may make an execution.
    func admits(_ trigger: FlowTrigger, _ variables: JSON, _ flow: Flow, _ simulator: Simulator) -> Bool {
        let surroundings = CorpusExecution(flow, trigger: variables)
        let id = simulator.nextID()
        guard let plan = flows["\(flow.namespace)/\(flow.id)"]?.plan else { return false }
        let context = CorpusContext(surroundings, ExecutionState(plan, id: id, at: simulator.now), run: nil)
        let templates =
            trigger.conditions.compactMap { $0.properties["expression"] }
            + [trigger.when.map { JSON.string($0) }].compactMap(\.self)
        return templates.allSatisfy { (try? render($0, context, services(id, simulator)).isTruthy) ?? false }
    }
}
