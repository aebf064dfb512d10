public import Flows
import JSON

extension ExecutionPlan {
    /// Makes the plan of a flow.
    ///
    /// - Parameter flow: The flow.
    /// - Throws: `PlanError` if tasks are nested too deep, are too many, depend on one another in a circle, or have a
    ///   property that the executor cannot use.
    public init(_ flow: Flow) throws(PlanError) {
        try self.init(PlanDeclaration(flow))
    }

    /// Makes the plan of one iteration of a `Loop`, which is an execution of its own.
    ///
    /// - Parameter loop: The loop's task.
    /// - Throws: `PlanError` as for a flow.
    public init(iterationOf loop: FlowTask) throws(PlanError) {
        try self.init(PlanDeclaration(try TaskDeclaration.list(loop.children(.tasks))))
    }
}

extension PlanDeclaration {
    /// Takes from a flow what the executor needs.
    init(_ flow: Flow) throws(PlanError) {
        self.init(try TaskDeclaration.list(flow.tasks))
        errors = try TaskDeclaration.list(flow.errors)
        finally = try TaskDeclaration.list(flow.finally)
        // Listeners of old versions ran at the end; those with conditions would have to know states that are gone by.
        let listeners = flow.listeners.filter { $0.conditions.isEmpty }.flatMap(\.tasks)
        afterExecution = try TaskDeclaration.list(listeners + flow.afterExecution)
        // Whoever evaluates them has the flow with their types; the plan only says that there are some.
        if !flow.outputs.isEmpty { outputs = JSON(strings: flow.outputs.map(\.id)).text }
        retry = flow.retry.map(RetryPlan.init)
        concurrency = flow.concurrency.map { OverflowBehavior($0.behavior) }
        serviceLevels = flow.sla.map(ServiceLevel.init)
    }
}

extension OverflowBehavior {
    fileprivate init(_ behavior: FlowConcurrency.Behavior) {
        switch behavior {
        case .queue: self = .queue
        case .cancel: self = .cancel
        case .fail: self = .fail
        }
    }
}

extension PlanDeclaration.ServiceLevel {
    fileprivate init(_ level: Flows.ServiceLevel) {
        let promise: Promise =
            switch level.promise {
            case .maxDuration(let duration): .maxDuration(duration.milliseconds)
            case .executionAssertion(let template): .assertion(template)
            }
        let behavior: ServiceLevelPlan.Behavior =
            switch level.behavior {
            case .fail: .fail
            case .cancel: .cancel
            case .none: .none
            }
        self.init(promise, behavior, labels: level.labels.map { ExecutionLabel($0.key, $0.value) })
    }
}

extension RetryPlan {
    init(_ policy: RetryPolicy) {
        let delay: Delay =
            switch policy.delay {
            case .constant(let interval): .constant(interval.milliseconds)
            case .exponential(let interval, let limit, let factor):
                .exponential(interval: interval.milliseconds, limit: limit.milliseconds, factor: factor)
            case .random(let range): .random(range.lowerBound.milliseconds, range.upperBound.milliseconds)
            }
        self.init(
            delay: delay,
            maxAttempts: policy.maxAttempts.map(Int64.init),
            maxDuration: policy.maxDuration?.milliseconds,
            warningOnRetry: policy.warningOnRetry,
            createsExecution: policy.behavior == .createNewExecution
        )
    }
}

extension Duration {
    /// The duration in whole milliseconds, the greatest or least there is if it is beyond that.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, isTooGreat) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return isTooGreat ? (seconds < 0 ? .min : .max) : sum
    }
}
