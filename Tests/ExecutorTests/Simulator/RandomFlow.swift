import RandomData

@testable import Executor

/// Flows made by chance, with everything that the language has.
struct RandomFlow {
    var random: SeededGenerator
    private var names = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    mutating func flow() -> PlanDeclaration {
        var flow = PlanDeclaration(tasks(atMost: 4, depth: 0))
        if chance(30) { flow.errors = tasks(atMost: 2, depth: 2) }
        if chance(30) { flow.finally = tasks(atMost: 2, depth: 2) }
        if chance(25) { flow.afterExecution = tasks(atMost: 2, depth: 2) }
        if chance(25) { flow.outputs = "outputs" }
        if chance(25) { flow.retry = retry(createsExecution: chance(40)) }
        if chance(30) { flow.concurrency = [.queue, .queue, .cancel, .fail].randomElement(using: &random) }
        if chance(15) {
            flow.serviceLevels.append(.init(.maxDuration(Int64.random(in: 50...3000, using: &random)), behavior()))
        }
        if chance(15) {
            flow.serviceLevels.append(.init(.assertion("assertion"), behavior(), labels: [.init("a", "b")]))
        }
        return flow
    }

    private mutating func behavior() -> ServiceLevelPlan.Behavior {
        [.fail, .cancel, .none].randomElement(using: &random) ?? .none
    }

    private mutating func retry(createsExecution: Bool) -> RetryPlan {
        let delay: RetryPlan.Delay =
            switch Int.random(in: 0..<3, using: &random) {
            case 0: .constant(20)
            case 1: .exponential(interval: 10, limit: 50, factor: 2)
            default: .random(5, 40)
            }
        return RetryPlan(
            delay: delay,
            maxAttempts: Int64.random(in: 1...4, using: &random),
            maxDuration: chance(30) ? 100 : nil,
            warningOnRetry: chance(30),
            createsExecution: createsExecution
        )
    }

    private mutating func tasks(atMost count: Int, depth: Int) -> [TaskDeclaration] {
        (0..<Int.random(in: 1...count, using: &random)).map { _ in task(depth: depth) }
    }

    private mutating func task(depth: Int) -> TaskDeclaration {
        names += 1
        var task = TaskDeclaration("t\(names)", kind(depth: depth))
        if chance(10) { task.when = .expression("when") }
        if chance(4) { task.when = .literal(false) }
        if chance(15) {
            task.timeout = chance(50) ? .literal(Int64.random(in: 5...200, using: &random)) : .expression("timeout")
        }
        if chance(20) { task.retry = retry(createsExecution: chance(10)) }
        task.allowFailure = chance(15)
        task.allowWarning = chance(15)
        task.isCached = chance(5)
        task.isDisabled = chance(4)
        guard depth < 3 else { return task }
        if chance(15) { task.errors = tasks(atMost: 2, depth: 3) }
        if chance(15) { task.finally = tasks(atMost: 2, depth: 3) }
        return task
    }

    private mutating func kind(depth: Int) -> TaskDeclaration.Kind {
        if depth >= 3 || chance(45) { return chance(90) ? .runnable : .update }
        switch Int.random(in: 0..<15, using: &random) {
        case 0: return .sequential(tasks(atMost: 3, depth: depth + 1))
        case 1: return .allowFailure(tasks(atMost: 3, depth: depth + 1))
        case 2, 3: return .parallel(tasks(atMost: 4, depth: depth + 1), limit: Int32.random(in: 0...2, using: &random))
        case 4, 5: return dag(depth: depth + 1)
        case 6:
            return .if(
                .expression("if"),
                then: tasks(atMost: 2, depth: depth + 1),
                otherwise: chance(50) ? [] : tasks(atMost: 2, depth: depth + 1)
            )
        case 7:
            let cases = [(value: "a", tasks: tasks(atMost: 2, depth: depth + 1))]
            return .switch(
                .expression("switch"),
                cases: cases,
                defaults: chance(50) ? [] : tasks(atMost: 1, depth: depth + 1)
            )
        case 8, 9:
            let values: Declared<[IterationValue]> =
                chance(50) ? .expression("values") : .literal([IterationValue("x"), IterationValue("y", key: "k")])
            return .forEach(values, limit: Int64.random(in: 0...2, using: &random), tasks(atMost: 2, depth: depth + 1))
        case 10:
            var loop = TaskDeclaration.LoopUntil(chance(80) ? .expression("until") : .literal(false))
            loop.interval = .literal(10)
            loop.maxIterations = .literal(4)
            loop.failsOnMax = chance(50)
            return .loopUntil(loop, tasks(atMost: 2, depth: depth + 1))
        case 11: return .subflow(children())
        case 12: return .loop(.expression("values"), children())
        case 13: return .workingDirectory(tasks(atMost: 3, depth: 3))
        default:
            if chance(12) {
                return .exit(chance(50) ? .literal(chance(50) ? "WARNING" : "KILLED") : .expression("state"))
            }
            let behavior = [PausePlan.Behavior.resume, .warn, .fail, .cancel].randomElement(using: &random) ?? .resume
            return .pause(
                chance(50) ? .literal(40) : nil,
                behavior,
                chance(50) ? [] : tasks(atMost: 2, depth: depth + 1)
            )
        }
    }

    private mutating func dag(depth: Int) -> TaskDeclaration.Kind {
        var list = (0..<Int.random(in: 1...5, using: &random)).map { _ in task(depth: depth) }
        for index in list.indices {
            for earlier in 0..<index where chance(40) { list[index].dependsOn.append(list[earlier].id) }
        }
        list.shuffle(using: &random)
        return .dag(list, limit: Int32.random(in: 0...2, using: &random))
    }

    private mutating func children() -> TaskDeclaration.Children {
        var children = TaskDeclaration.Children()
        children.limit = .literal(Int64.random(in: 0...2, using: &random))
        children.waits = chance(80)
        children.transmitsFailure = chance(80)
        children.breakWhen = chance(30) ? "break" : nil
        children.outputs = chance(30) ? "outputs" : nil
        children.restart = chance(50) ? .retryFailed : .newExecution
        return children
    }
}
