import Access
import Daemon
import Executor
import Expressions
import Flows
import JSON
import Postgres
import Secrets
import Tenancy

/// Shows what an expression is in an execution.
struct EvaluateExpression: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/eval"
    static let id = "evalExpression"
    static let summary = "Evaluate a variable expression for this execution"
    // It shows outputs, and inputs.
    static let permission = Permission(.execution, .accessOutputs)
    static let body = RequestBody.text()

    private let evaluation: ExpressionEvaluation

    init(_ request: Request) throws {
        self.evaluation = try ExpressionEvaluation(request, run: nil)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> EvaluationReply {
        try await evaluation.answer(to: principal, tx)
    }
}

/// Shows what an expression is at a task run of an execution.
struct EvaluateTaskRunExpression: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/eval/{taskRunId}"
    static let id = "evalTaskRunExpression"
    static let summary = "Evaluate a variable expression for this taskrun"
    static let permission = EvaluateExpression.permission
    static let body = RequestBody.text()

    private let evaluation: ExpressionEvaluation

    init(_ request: Request) throws {
        self.evaluation = try ExpressionEvaluation(request, run: try request.identifier("taskRunId", as: String.self))
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> EvaluationReply {
        try await evaluation.answer(to: principal, tx)
    }
}

/// An expression that somebody wants to see the value of.
private struct ExpressionEvaluation: Sendable {
    let execution: ExecutionID
    let run: String?
    let expression: String
    let desk: ExecutionDesk
    let sealer: TextSealer?
    let environment: ExecutionEnvironment

    /// How long it may take.
    private static let patience = Duration.seconds(2)

    init(_ request: Request, run: String?) throws {
        self.execution = try request.execution()
        self.run = run
        guard let expression = String(validating: request.body, as: UTF8.self) else {
            throw FieldErrors("", "expected text in UTF-8")
        }
        self.expression = expression
        self.desk = ExecutionDesk(request)
        self.sealer = request.services.sealer
        self.environment = request.services.environment
    }

    func answer(to principal: Principal, _ tx: borrowing Transaction) async throws -> EvaluationReply {
        let found = try await desk.find(execution, for: .accessOutputs, withOutputs: true, by: principal, tx)
        let number = try run.map { try found.number(ofTaskRun: $0) }
        let flow = try await desk.flow(of: found.record, in: principal.tenant, tx)
        let (tenant, now, expression, environment) = (principal.tenant, desk.clock.now, expression, environment)
        let cipher = sealer.map { InputCipher.executions($0, of: tenant) }
        return try await desk.flows.away {
            let preview = try ExecutionPreview(found, flow, tenant: tenant, environment: environment, cipher: cipher)
            do throws(ExpressionError) {
                let text = try preview.text(
                    of: expression,
                    atTaskRun: number,
                    at: now,
                    limits: .shown,
                    within: Self.patience
                )
                return EvaluationReply(result: text, error: nil)
            } catch {
                return EvaluationReply(result: nil, error: error.description)
            }
        }
    }
}

/// The contract's `EvalResult`.
struct EvaluationReply: JSONReply {
    let result: String?
    let error: String?

    var json: JSON {
        var json: JSONObject = [:]
        json["result"] = result.map { .string($0) }
        json["error"] = error.map { .string($0) }
        return .object(json)
    }
}

extension ExpressionLimits {
    /// What an expression may take that somebody wants to see the value of.
    fileprivate static let shown: ExpressionLimits = {
        var limits = ExpressionLimits.default
        limits.maximumOutputBytes = 1 << 20
        limits.maximumSteps = 200_000
        limits.maximumMatchTries = 10_000
        return limits
    }()
}
