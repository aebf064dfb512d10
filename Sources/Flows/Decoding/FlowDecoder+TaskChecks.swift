import JSON
import Tenancy
import YAML

/// What single types ask for beyond their properties.
extension FlowDecoder {
    mutating func check(_ task: FlowTask, at declared: Declaration) {
        switch task.type {
        case "io.kestra.plugin.core.flow.Switch": checkSwitch(task, at: declared)
        case "io.kestra.plugin.core.flow.WorkingDirectory": checkWorkingDirectory(task, at: declared)
        case "io.kestra.plugin.core.flow.Dag": checkDag(task, at: declared)
        case "io.kestra.plugin.core.flow.Subflow", "io.kestra.plugin.core.flow.ForEachItem":
            checkSubflow(task, at: declared)
        default: break
        }
    }

    private mutating func checkSwitch(_ task: FlowTask, at declared: Declaration) {
        let runs = task.children.contains { list in
            switch list.role {
            case .case, .defaults: true
            default: false
            }
        }
        guard !runs else { return }
        problems.append(declared, .required, "the task `\(task.id)` has no tasks, neither in `cases` nor in `defaults`")
    }

    private mutating func checkWorkingDirectory(_ task: FlowTask, at declared: Declaration) {
        for child in task.children(.tasks) where child.kind != .runnable {
            let message =
                "the task `\(task.id)` is a working directory, in which only tasks that workers run may be, found `\(child.id)`"
            problems.append(declared, .combination, message)
        }
    }

    /// A flow that calls itself never ends; a longer way round is not seen here.
    private mutating func checkSubflow(_ task: FlowTask, at declared: Declaration) {
        guard let id, let namespace, task.properties["flowId"]?.string == id.description,
            task.properties["namespace"]?.string == namespace.description
        else { return }
        problems.append(declared, .cycle, "recursive call of the flow `\(namespace).\(id)` by its task `\(task.id)`")
    }

    private mutating func checkDag(_ task: FlowTask, at declared: Declaration) {
        let tasks = task.children(.tasks)
        let names = Set(tasks.map(\.id))
        for child in tasks {
            for other in child.dependsOn where !names.contains(other) {
                let message = "the task `\(child.id)` waits for `\(other)`, which is no task of the same `Dag`"
                problems.append(declared, .unknownReference, message)
            }
        }
        let cycle = Self.cycle(tasks)
        guard !cycle.isEmpty else { return }
        let list = cycle.map { "`\($0)`" }.joined(separator: ", ")
        problems.append(declared, .cycle, "cyclic dependency in the task `\(task.id)`: \(list)")
    }

    /// Tasks that wait for each other in a circle, in the order in which they wait; none if there is no circle.
    private static func cycle(_ tasks: [FlowTask]) -> [FlowTask.ID] {
        var waits: [FlowTask.ID: Set<FlowTask.ID>] = [:]
        var dependents: [FlowTask.ID: [FlowTask.ID]] = [:]
        let names = Set(tasks.map(\.id))
        for task in tasks {
            let known = Set(task.dependsOn).intersection(names)
            waits[task.id] = known
            for other in known { dependents[other, default: []].append(task.id) }
        }
        // What waits for nothing is taken away until nothing is left, or a circle.
        var free = tasks.map(\.id).filter { waits[$0]?.isEmpty == true }
        while let id = free.popLast() {
            waits[id] = nil
            for dependent in dependents[id] ?? [] {
                waits[dependent]?.remove(id)
                if waits[dependent]?.isEmpty == true { free.append(dependent) }
            }
        }
        guard var next = tasks.first(where: { waits[$0.id] != nil })?.id else { return [] }
        let others = Dictionary(tasks.map { ($0.id, $0.dependsOn) }) { first, _ in first }
        // Whatever is left waits for something that is left.
        var order: [FlowTask.ID] = []
        var places: [FlowTask.ID: Int] = [:]
        while places[next] == nil {
            places[next] = order.count
            order.append(next)
            guard let other = others[next]?.first(where: { waits[$0] != nil }) else { return [] }
            next = other
        }
        return Array(order[(places[next] ?? 0)...])
    }
}
