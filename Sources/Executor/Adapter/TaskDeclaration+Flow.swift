import Flows
import JSON

extension TaskDeclaration {
    /// Takes from tasks what the executor needs.
    static func list(_ tasks: [FlowTask]) throws(PlanError) -> [TaskDeclaration] {
        var declarations: [TaskDeclaration] = []
        for task in tasks {
            declarations.append(try TaskDeclaration(task))
        }
        return declarations
    }

    private init(_ task: FlowTask) throws(PlanError) {
        let properties = TaskProperties(task)
        self.init(task.id.description, try Self.kind(of: task, properties), type: task.type)
        if let when = task.when { self.when = properties.condition(.string(when)) }
        timeout = task.timeout.map { timeout in
            switch timeout {
            case .value(let duration): .literal(duration.milliseconds)
            case .template(let template): .expression(template)
            }
        }
        retry = task.retry.map(RetryPlan.init)
        (allowFailure, allowWarning) = (task.allowFailure, task.allowWarning)
        isCached = task.taskCache?.isEnabled ?? false
        isDisabled = task.isDisabled
        dependsOn = task.dependsOn.map(\.description)
        errors = try Self.list(task.children(.errors))
        finally = try Self.list(task.children(.finally))
    }

    /// What a type is to the executor; a type that it does not know is run by workers.
    private static func kind(of task: FlowTask, _ properties: TaskProperties) throws(PlanError) -> Kind {
        let prefix = "io.kestra.plugin.core."
        guard task.type.hasPrefix(prefix) else { return .runnable }
        let children = { () throws(PlanError) in try list(task.children(.tasks)) }
        switch task.type.dropFirst(prefix.count) {
        case "flow.Sequential": return .sequential(try children())
        case "flow.AllowFailure": return .allowFailure(try children())
        case "flow.Parallel":
            return .parallel(try children(), limit: Int32(clamping: try properties.integer("concurrent") ?? 0))
        case "flow.Dag":
            return .dag(try children(), limit: Int32(clamping: try properties.integer("concurrent") ?? 0))
        case "flow.If":
            let otherwise = try list(task.children(.else))
            return .if(
                properties.condition(properties["condition"]),
                then: try list(task.children(.then)),
                otherwise: otherwise
            )
        case "flow.Switch": return try `switch`(task, properties)
        case "flow.ForEach":
            let limit = try properties.integer("concurrencyLimit") ?? 1
            return .forEach(try properties.values("values"), limit: limit, try children())
        case "flow.EachSequential":
            return .forEach(try properties.values("value"), limit: 1, try children())
        case "flow.EachParallel":
            let limit = try properties.integer("concurrent") ?? 0
            return .forEach(try properties.values("value"), limit: limit, try children())
        case "flow.LoopUntil": return .loopUntil(try loopUntil(properties), try children())
        case "flow.Subflow": return .subflow(try self.children(properties))
        case "flow.Loop":
            var plan = try self.children(properties)
            plan.limit = .literal(try properties.integer("concurrencyLimit") ?? 1)
            return .loop(try properties.values("values"), plan)
        case "flow.ForEachItem": return .sequential(try forEachItem(task, properties))
        case "flow.WorkingDirectory": return .workingDirectory(try children())
        case "flow.Pause": return try pause(properties, try children())
        case "execution.Exit": return .exit(properties.text("state") ?? .literal("SUCCESS"))
        case "execution.Labels", "execution.SetVariables", "execution.UnsetVariables": return .update
        default: return .runnable
        }
    }

    private static func `switch`(_ task: FlowTask, _ properties: TaskProperties) throws(PlanError) -> Kind {
        var cases: [(value: String, tasks: [TaskDeclaration])] = []
        for list in task.children {
            guard case .case(let value) = list.role else { continue }
            cases.append((value, try Self.list(list.tasks)))
        }
        let value = properties.text("value") ?? .literal("")
        return .switch(value, cases: cases, defaults: try list(task.children(.defaults)))
    }

    private static func loopUntil(_ properties: TaskProperties) throws(PlanError) -> LoopUntil {
        var loop = LoopUntil(properties.condition(properties["condition"]))
        if let frequency = properties.part("checkFrequency") {
            if let interval = try frequency.duration("interval") { loop.interval = interval }
            if let most = frequency.number("maxIterations") { loop.maxIterations = most }
            if let duration = try frequency.duration("maxDuration") { loop.maxDuration = duration }
        }
        loop.failsOnMax = properties.bool("failOnMaxReached") ?? false
        return loop
    }

    private static func children(_ properties: TaskProperties) throws(PlanError) -> Children {
        var children = Children()
        children.waits = properties.bool("wait") ?? true
        children.transmitsFailure = properties.bool("transmitFailed") ?? true
        if case .string(let template)? = properties["breakWhen"] { children.breakWhen = template }
        if let outputs = properties["outputs"] { children.outputs = outputs.text }
        if properties["restartBehavior"]?.string == "NEW_EXECUTION" { children.restart = .newExecution }
        return children
    }

    /// The three steps of a `ForEachItem`: the file is split, executions are made, what they yield is merged.
    private static func forEachItem(
        _ task: FlowTask,
        _ properties: TaskProperties
    ) throws(PlanError) -> [TaskDeclaration] {
        let id = task.id.description
        var plan = try children(properties)
        plan.outputs = nil
        let splits = Declared<[IterationValue]>.expression("{{ outputs['\(id)_split'].splits }}")
        return [
            TaskDeclaration(id + "_split", .runnable, type: task.type + "Split"),
            TaskDeclaration(id + "_items", .loop(splits, plan), type: task.type + "Items"),
            TaskDeclaration(id + "_merge", .runnable, type: task.type + "Merge"),
        ]
    }

    private static func pause(
        _ properties: TaskProperties,
        _ children: [TaskDeclaration]
    ) throws(PlanError) -> Kind {
        let behavior: PausePlan.Behavior =
            switch properties["behavior"]?.string {
            case "WARN": .warn
            case "FAIL": .fail
            case "CANCEL": .cancel
            default: .resume
            }
        return .pause(try properties.duration("pauseDuration"), behavior, children)
    }
}
