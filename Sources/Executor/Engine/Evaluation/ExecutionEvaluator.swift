import Daemon
import EventLoop
import Expressions
import Flows
import JSON
import Postgres
import Tenancy
import WorkerProtocol

/// Answers questions of executions: templates are evaluated on threads of their own, what they ask of the outside is awaited.
struct ExecutionEvaluator: Sendable {
    let database: Database
    let executions: ExecutionStore
    let plans: FlowPlans
    let launcher: ExecutionLauncher
    let secrets: SecretDesk
    let pool: WorkPool
    let documents: ExpressionDocument
    /// Runs programs of jq for a tenant; without it they are not available.
    let jq: JQService?
    let clock: any WallClock

    /// Runs a program of jq for an owner, bounded in time and memory.
    typealias JQService =
        @Sendable (ExpressionRequest.Program, _ owner: String) async throws(ExpressionError) -> [String]

    /// How long one evaluation may take, without what it waits for.
    private static let patience = Duration.seconds(5)

    /// Answers a question.
    ///
    /// - Parameter question: The question.
    /// - Returns: The answer; that there is none is one as well.
    func answer(_ question: ExecutionQuestion) async -> ExecutionAnswer {
        do {
            return ExecutionAnswer(key: question.key, content: try await content(question))
        } catch {
            return ExecutionAnswer(key: question.key, content: .failed(Self.reason(error)))
        }
    }

    /// What may be shown of an error: those of the database may hold what is nobody's to see.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as ExpressionError: error.description
        case let error as EvaluationFailure: error.description
        case let error as ExecutionLaunchError: error.description
        case let error as FieldErrors: "\(error)"
        case let error as FlowStoreError: error.description
        case let error as PlanError: "\(error)"
        case is WorkPoolError: "too much is being evaluated now"
        default: "it cannot be evaluated now"
        }
    }

    private func content(_ question: ExecutionQuestion) async throws -> ExecutionAnswer.Content {
        switch question.content {
        case .expressions(let expressions):
            return .values(try await values(of: expressions, question))
        case .breakWhen(let expressions, let child, let state):
            var question = question
            question.variables = try await withIteration(child, state, expressions, question.variables)
            return .values(try await values(of: expressions, question))
        case .outputs: return .outputs(try await outputs(question))
        case .childOutputs(let expression, let child):
            return .childOutputs(try await childOutputs(expression, child, question))
        case .update(let task): return try await update(task, question)
        case .subflow(let task, let child): return .child(try await subflow(task, child, question))
        case .iteration(let task, let child): return .child(try iteration(task, child, question.variables.scope))
        }
    }

    // MARK: Templates

    /// Evaluates on a thread of the pool, again and again until nothing is awaited.
    func run<Result: Sendable>(
        _ question: ExecutionQuestion,
        _ body: @escaping @Sendable (ExpressionServices) throws -> Result
    ) async throws -> Result {
        let services = services(question)
        let (pool, patience, tenant) = (pool, Self.patience, question.variables.scope.tenant.description)
        return try await services.run { (services: ExpressionServices) async throws -> Result in
            try await pool.run(for: tenant) {
                var services = services
                let end = ContinuousClock.now + patience
                services.hasExpired = { ContinuousClock.now > end }
                return try body(services)
            }
        }
    }

    private func services(_ question: ExecutionQuestion) -> AwaitedServices {
        var immediate = ExpressionServices.executor(at: clock.now, until: .now + Self.patience)
        let (history, scope) = (question.history, question.variables.scope)
        immediate.errorLogs = { () throws(ExpressionError) in ExpressionValue(.array(history.errorLogs)) }
        immediate.tasksWithState = { (state) throws(ExpressionError) in
            ExpressionValue(.array(history.taskRuns(in: state)))
        }
        var services = AwaitedServices(immediate)
        let (secrets, owner) = (secrets, ExecutionOwner(scope))
        services.answer(\.secret) { (request) async throws(ExpressionError) in
            try await secrets.value(of: request, for: owner)
        }
        if let jq {
            services.answer(\.jq) { (request) async throws(ExpressionError) in
                try await jq(request, scope.tenant.description)
            }
        }
        return services
    }

    // MARK: Values

    private func values(
        of expressions: [PlannedExpression],
        _ question: ExecutionQuestion
    ) async throws -> [EvaluatedValue] {
        let (documents, variables) = (documents, question.variables)
        return try await run(question) { services in
            try expressions.map { expression in
                let json = expression.isDocument ? try JSON(parsing: expression.source) : .string(expression.source)
                let value = try documents.evaluate(json, in: variables, services: services)
                return try EvaluatedValue(value, as: expression.result)
            }
        }
    }

    private func outputs(_ question: ExecutionQuestion) async throws -> JSONObject {
        let variables = question.variables
        let declared = variables.scope.flow.flow.outputs
        return try await run(question) { services in
            try OutputRenderer(declared).render(in: variables, services: services, cipher: variables.scope.cipher)
        }
    }

    /// Seals what of a value was made of secrets.
    static func sealed(_ value: ExpressionValue, _ scope: ExecutionScope) throws -> JSON {
        let paths = JobVariables.secretPaths(of: value)
        guard !paths.isEmpty else { return value.json }
        guard let cipher = scope.cipher else { throw EvaluationFailure("there is no key to keep a secret value with") }
        let wrapped = try SealedDocument.sealed(["value": value.json], at: paths.map { ["value"] + $0 }, with: cipher)
        return wrapped["value"] ?? .null
    }
}

/// Why an evaluation gives nothing.
struct EvaluationFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension EvaluatedValue {
    /// Takes from a value what the machine needs of it.
    ///
    /// What the machine keeps in its rows may not be made of secrets.
    init(_ value: ExpressionValue, as result: PlannedExpression.Result) throws(EvaluationFailure) {
        switch result {
        case .truth: self = .truth(value.isTruthy)
        case .text:
            try Self.refuseSecrets(value)
            self = .text(value.string ?? value.json.text)
        case .integer:
            guard let integer = value.integer ?? value.string.flatMap({ Int64($0) }) else {
                throw EvaluationFailure("expected a whole number, found \(value.kind)")
            }
            self = .integer(integer)
        case .duration:
            guard let text = value.string, let duration = FlowDuration(text) else {
                throw EvaluationFailure("expected a duration of ISO 8601, found \(value.kind)")
            }
            self = .integer(duration.duration.milliseconds)
        case .values:
            try Self.refuseSecrets(value)
            self = .values(try Self.list(value))
        case .anything: self = .nothing
        }
    }

    private static func list(_ value: ExpressionValue) throws(EvaluationFailure) -> [IterationValue] {
        var json = value.json
        if let text = value.string {
            guard let read = try? JSON(parsing: text) else {
                throw EvaluationFailure("expected a list or a map of values, found text that is no JSON")
            }
            json = read
        }
        guard let values = IterationValue.list(json) else {
            throw EvaluationFailure("expected a list or a map of values, found \(json.kind)")
        }
        return values
    }

    private static func refuseSecrets(_ value: ExpressionValue) throws(EvaluationFailure) {
        guard !value.isTainted else {
            throw EvaluationFailure("the value is made of a secret, and would be kept where many can read it")
        }
    }
}

extension TransactionOptions {
    /// A transaction of a tenant that changes nothing.
    static func reading(_ tenant: Tenant.ID) -> TransactionOptions {
        TransactionOptions(settings: [("reeve.tenant_id", tenant.description)], readOnly: true)
    }
}
