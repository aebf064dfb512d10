import Daemon
import EventLoop
import Expressions
import JSON
import WorkerProtocol

/// Evaluates the templates of a job: on threads that tenants share by turns, within a time, and not after the job is to end.
struct JobEvaluator: Sendable {
    /// What it shares with the evaluators of other jobs.
    struct Shared: Sendable {
        let pool: WorkPool
        let document: ExpressionDocument
        let time: Duration
        let services: WorkerServices
        let host: any JobHost
    }

    private let shared: Shared
    private let key: JobKey
    private let variables: ExpressionVariables
    private let services: AwaitedServices
    private let stop: StopFlag

    init(_ shared: Shared, _ job: TaskJob, variables: ExpressionVariables, mask: SecretMask, stop: StopFlag) {
        (self.shared, self.variables, self.stop) = (shared, variables, stop)
        key = job.key
        services = Self.services(shared, job.key, job.history, mask)
    }

    private static func services(
        _ shared: Shared,
        _ key: JobKey,
        _ history: JobHistory,
        _ mask: SecretMask
    ) -> AwaitedServices {
        var immediate = shared.services.immediate
        let clock = shared.services.clock
        immediate.now = { ExpressionDate(microseconds: clock.now.microseconds) }
        immediate.errorLogs = { () throws(ExpressionError) in ExpressionValue(.array(history.errorLogs)) }
        immediate.tasksWithState = { (state) throws(ExpressionError) in
            ExpressionValue(.array(history.taskRuns(in: state)))
        }
        var services = AwaitedServices(immediate)
        let secrets = JobSecrets(key, shared.host)
        services.answer(\.secret) { (request) async throws(ExpressionError) in
            let value = try await secrets.value(of: request)
            mask.add(value)
            let part = try request.part(of: value)
            mask.add(part)
            return part
        }
        if let jq = shared.services.jq {
            services.answer(\.jq) { (request) async throws(ExpressionError) in try await jq(request, key.tenant) }
        }
        return services
    }

    /// Evaluates on a thread of the pool, again each time an answer came that had to be waited for.
    ///
    /// - Throws: `ExpressionError`, `WorkPoolError`, or `CancellationError` if the job is to end.
    func evaluate<Result: Sendable>(
        _ body: @escaping @Sendable (Scope) throws(ExpressionError) -> Result
    ) async throws -> Result {
        let budget = ExpressionBudget(shared.time)
        return try await services.run { [shared, variables, stop, key] services in
            try await shared.pool.run(for: key.tenant) {
                try budget.spend { end in
                    var services = services
                    services.hasExpired = { stop.isRaised || ContinuousClock.now > end }
                    return try body(Scope(document: shared.document, variables: variables, services: services))
                }
            }
        }
    }

    /// Does work on a thread of the pool that is no evaluation, such as writing files.
    func perform<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await shared.pool.run(for: key.tenant, body)
    }

    /// What an evaluation sees.
    struct Scope: Sendable {
        let document: ExpressionDocument
        let variables: ExpressionVariables
        let services: ExpressionServices

        /// A document with its texts evaluated, typed.
        func value(_ json: JSON) throws(ExpressionError) -> ExpressionValue {
            try document.evaluate(json, in: variables, services: services)
        }

        /// A document with its texts rendered.
        func texts(_ json: JSON) throws(ExpressionError) -> ExpressionValue {
            try document.renderText(json, in: variables, services: services)
        }

        /// A text, or any other value as text.
        func text(_ json: JSON) throws(ExpressionError) -> ExpressionText {
            try texts(json).rendered()
        }

        /// A value that is a document, or the text of one.
        func yaml(_ text: String) throws(ExpressionError) -> ExpressionValue {
            guard let yaml = services.yaml else {
                throw ExpressionError(.unavailable, "YAML cannot be read here", name: "yaml")
            }
            return try yaml(text)
        }
    }
}
