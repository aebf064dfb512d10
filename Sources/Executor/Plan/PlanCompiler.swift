/// Numbers the tasks, lists, expressions and policies of a flow.
struct PlanCompiler {
    /// Deeper nesting is refused.
    static let depthLimit = 64

    /// More tasks are refused.
    static let taskLimit = 10_000

    /// What holds where a task is.
    private struct Place {
        var parent: Int32?
        var directory: Int32?
        var policy: Int32?
        var depth = 0
    }

    private(set) var tasks: [PlannedTask] = []
    private(set) var lists: [PlannedList] = []
    private(set) var expressions: [PlannedExpression] = []
    private(set) var policies: [RetryPlan] = []
    private var numbers: [PlannedExpression: Int32] = [:]

    /// Adds a list of the flow itself.
    mutating func root(_ declarations: [TaskDeclaration], policy: Int32?) throws(PlanError) -> Int32 {
        try list(declarations, at: Place(policy: policy))
    }

    /// Adds a retry policy.
    mutating func policy(_ policy: RetryPlan?, _ origin: RetryPlan.Origin) -> Int32? {
        guard var policy else { return nil }
        policy.origin = origin
        policies.append(policy)
        return Int32(policies.count - 1)
    }

    /// Gives the number of an expression, the same for the same one.
    mutating func reference(
        _ source: String,
        _ result: PlannedExpression.Result,
        isDocument: Bool = false
    ) -> ExpressionNumber {
        let expression = PlannedExpression(source, result, isDocument: isDocument)
        if let number = numbers[expression] { return ExpressionNumber(number) }
        let number = Int32(expressions.count)
        expressions.append(expression)
        numbers[expression] = number
        return ExpressionNumber(number)
    }

    private mutating func planned<Value>(
        _ declared: Declared<Value>,
        _ result: PlannedExpression.Result
    ) -> Planned<Value> {
        switch declared {
        case .literal(let value): .literal(value)
        case .expression(let source): .expression(reference(source, result))
        case .document(let source): .expression(reference(source, result, isDocument: true))
        }
    }

    private mutating func list(
        _ declarations: [TaskDeclaration],
        at place: Place,
        order: PlannedList.Order = .sequential
    ) throws(PlanError) -> Int32 {
        let number = Int32(lists.count)
        lists.append(PlannedList(tasks: [], order: order))
        for declaration in declarations where !declaration.isDisabled {
            let task = try task(declaration, at: place, in: number)
            lists[Int(number)].tasks.append(task)
        }
        return number
    }

    private mutating func optional(_ declarations: [TaskDeclaration], at place: Place) throws(PlanError) -> Int32? {
        declarations.contains { !$0.isDisabled } ? try list(declarations, at: place) : nil
    }

    private mutating func task(
        _ declaration: TaskDeclaration,
        at place: Place,
        in list: Int32
    ) throws(PlanError) -> Int32 {
        guard tasks.count < Self.taskLimit else { throw .tooManyTasks(limit: Self.taskLimit) }
        guard place.depth < Self.depthLimit else { throw .tooDeep(task: declaration.id, limit: Self.depthLimit) }
        let number = Int32(tasks.count)
        let own = policy(declaration.retry, .task)
        tasks.append(
            PlannedTask(
                id: declaration.id,
                type: declaration.type,
                kind: .runnable,
                when: planned(declaration.when, .truth),
                timeout: declaration.timeout.map { planned($0, .duration) },
                retry: own ?? place.policy,
                allowFailure: declaration.allowFailure,
                allowWarning: declaration.allowWarning,
                isCached: declaration.isCached,
                errors: nil,
                finally: nil,
                list: list,
                position: Int32(lists[Int(list)].tasks.count),
                parent: place.parent,
                directory: place.directory,
                properties: []
            )
        )
        var inner = Place(parent: number, directory: place.directory, policy: place.policy, depth: place.depth + 1)
        if let retry = declaration.retry { inner.policy = policy(retry, .flowable) }
        if case .workingDirectory = declaration.kind { inner.directory = number }
        let kind = try kind(declaration, at: inner)
        tasks[Int(number)].kind = kind
        tasks[Int(number)].errors = try optional(declaration.errors, at: inner)
        tasks[Int(number)].finally = try optional(declaration.finally, at: inner)
        tasks[Int(number)].properties = properties(of: tasks[Int(number)])
        return number
    }

    private mutating func kind(
        _ declaration: TaskDeclaration,
        at place: Place
    ) throws(PlanError) -> PlannedTask.Kind {
        switch declaration.kind {
        case .runnable:
            return .runnable
        case .update:
            return .update
        case .sequential(let children):
            return .sequential(list: try list(children, at: place))
        case .allowFailure(let children):
            return .allowFailure(list: try list(children, at: place))
        case .parallel(let children, let limit):
            return .parallel(list: try list(children, at: place, order: .parallel(limit: limit)))
        case .dag(let children, let limit):
            let order = PlannedList.Order.graph(limit: limit, try PlannedGraph(children))
            return .dag(list: try list(children, at: place, order: order))
        case .if(let condition, let then, let otherwise):
            return .if(
                condition: planned(condition, .truth),
                then: try list(then, at: place),
                otherwise: try optional(otherwise, at: place)
            )
        case .switch(let value, let cases, let defaults):
            var planned: [PlannedTask.Case] = []
            for (value, children) in cases {
                planned.append(PlannedTask.Case(value: value, list: try list(children, at: place)))
            }
            let defaults = try optional(defaults, at: place)
            return .switch(value: self.planned(value, .text), cases: planned, defaults: defaults)
        case .forEach(let values, let limit, let children):
            let list = try list(children, at: place)
            return .forEach(values: planned(values, .values), limit: .literal(limit), list: list)
        case .loopUntil(let loop, let children):
            return .loopUntil(until(loop, list: try list(children, at: place)))
        case .subflow(let children):
            return .subflow(self.children(children, over: nil))
        case .loop(let values, let children):
            return .loop(self.children(children, over: planned(values, .values)))
        case .workingDirectory(let children):
            return .workingDirectory(list: try list(children, at: place))
        case .pause(let duration, let behavior, let children):
            let list = try list(children, at: place)
            let duration = duration.map { planned($0, .duration) }
            return .pause(PausePlan(duration: duration, behavior: behavior, list: list))
        case .exit(let state):
            return .exit(planned(state, .text))
        }
    }

    private mutating func until(_ loop: TaskDeclaration.LoopUntil, list: Int32) -> LoopUntilPlan {
        LoopUntilPlan(
            condition: planned(loop.condition, .truth),
            interval: planned(loop.interval, .duration),
            maxIterations: planned(loop.maxIterations, .integer),
            maxDuration: planned(loop.maxDuration, .duration),
            failsOnMax: loop.failsOnMax,
            list: list
        )
    }

    private mutating func children(
        _ children: TaskDeclaration.Children,
        over values: Planned<[IterationValue]>?
    ) -> ChildrenPlan {
        ChildrenPlan(
            values: values,
            limit: planned(children.limit, .integer),
            waits: children.waits,
            transmitsFailure: children.transmitsFailure,
            breakWhen: children.breakWhen.map { reference($0, .truth) },
            outputs: children.outputs.map { reference($0, .anything, isDocument: true) },
            restart: children.restart
        )
    }

    private func properties(of task: PlannedTask) -> [ExpressionNumber] {
        var references = PropertyReferences()
        if let timeout = task.timeout { references.add(timeout) }
        switch task.kind {
        case .if(let condition, _, _): references.add(condition)
        case .switch(let value, _, _): references.add(value)
        case .forEach(let values, let limit, _):
            references.add(values)
            references.add(limit)
        case .loopUntil(let plan):
            references.add(plan.interval)
            references.add(plan.maxIterations)
            references.add(plan.maxDuration)
        case .loop(let plan), .subflow(let plan):
            if let values = plan.values { references.add(values) }
            references.add(plan.limit)
        case .pause(let plan):
            if let duration = plan.duration { references.add(duration) }
        case .exit(let state): references.add(state)
        default: break
        }
        return references.list
    }
}

/// Collects the expressions among values.
private struct PropertyReferences {
    var list: [ExpressionNumber] = []

    mutating func add<Value>(_ planned: Planned<Value>) {
        guard case .expression(let reference) = planned else { return }
        list.append(reference)
    }
}

extension PlannedGraph {
    /// Reads which tasks wait for which; a disabled task is waited for by none.
    init(_ declarations: [TaskDeclaration]) throws(PlanError) {
        let enabled = declarations.filter { !$0.isDisabled }
        let all = Set(declarations.map(\.id))
        var positions: [String: Int] = [:]
        for (position, declaration) in enabled.enumerated() { positions[declaration.id] = position }
        waiting = Array(repeating: 0, count: enabled.count)
        dependents = Array(repeating: [], count: enabled.count)
        for (position, declaration) in enabled.enumerated() {
            for dependency in Set(declaration.dependsOn) {
                guard all.contains(dependency) else {
                    throw .unknownDependency(task: declaration.id, dependency: dependency)
                }
                guard let other = positions[dependency] else { continue }
                waiting[position] += 1
                dependents[other].append(Int32(position))
            }
        }
        if let position = cyclic { throw .cycle(task: enabled[position].id) }
    }

    /// A task that is on a cycle, or waits for one that is.
    private var cyclic: Int? {
        var waiting = waiting
        var ready = waiting.indices.filter { waiting[$0] == 0 }
        while let next = ready.popLast() {
            for dependent in dependents[next] {
                waiting[Int(dependent)] -= 1
                if waiting[Int(dependent)] == 0 { ready.append(Int(dependent)) }
            }
        }
        return waiting.firstIndex { $0 > 0 }
    }
}

extension ExecutionPlan {
    /// Makes the plan of a flow.
    ///
    /// - Parameter flow: The flow.
    /// - Throws: `PlanError` if tasks are nested too deep, are too many, or depend on one another in a circle.
    public init(_ flow: PlanDeclaration) throws(PlanError) {
        var compiler = PlanCompiler()
        let retry = compiler.policy(flow.retry, .flow)
        main = try compiler.root(flow.tasks, policy: retry)
        errors = flow.errors.isEmpty ? nil : try compiler.root(flow.errors, policy: retry)
        finally = flow.finally.isEmpty ? nil : try compiler.root(flow.finally, policy: retry)
        // What runs after the end cannot set the execution to RETRYING, nor make another of it.
        afterExecution = flow.afterExecution.isEmpty ? nil : try compiler.root(flow.afterExecution, policy: nil)
        outputs = flow.outputs.map { compiler.reference($0, .anything, isDocument: true) }
        var levels: [ServiceLevelPlan] = []
        for level in flow.serviceLevels {
            let promise: ServiceLevelPlan.Promise =
                switch level.promise {
                case .maxDuration(let duration): .maxDuration(duration)
                case .assertion(let source): .assertion(compiler.reference(source, .truth))
                }
            levels.append(ServiceLevelPlan(promise: promise, behavior: level.behavior, labels: level.labels))
        }
        serviceLevels = levels
        hasAssertions = levels.contains { if case .assertion = $0.promise { true } else { false } }
        concurrency = flow.concurrency
        (tasks, lists, expressions) = (compiler.tasks, compiler.lists, compiler.expressions)
        policies = compiler.policies
        self.retry = retry.flatMap { compiler.policies[Int($0)].createsExecution ? $0 : nil }
    }
}
