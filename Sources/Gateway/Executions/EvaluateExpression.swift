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
    }

    func answer(to principal: Principal, _ tx: borrowing Transaction) async throws -> EvaluationReply {
        let preview = try await desk.preview(of: execution, for: principal, tx)
        var number: Int32?
        if let run {
            guard let run = ExecutionID(run) else { throw GateError.hidden }
            number = try await desk.store.number(ofTaskRun: run, in: execution, of: principal.tenant, tx)
            guard number != nil else { throw GateError.hidden }
        }
        let (place, now, expression) = (number, desk.clock.now, expression)
        return try await desk.flows.away {
            do throws(ExpressionError) {
                let text = try preview.text(
                    of: expression,
                    atTaskRun: place,
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

extension ExecutionDesk {
    /// What expressions of an execution see whose outputs the caller may see.
    ///
    /// - Throws: As ``find(_:for:withOutputs:by:_:)``; ``ExecutionConflict/flowGone(_:revision:)``.
    func preview(
        of id: ExecutionID,
        for principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> ExecutionPreview {
        let found = try await find(id, for: .accessOutputs, withOutputs: true, by: principal, tx)
        let flow = try await flow(of: found.record, in: principal.tenant, tx)
        let (tenant, environment) = (principal.tenant, environment)
        let cipher = sealer.map { InputCipher.executions($0, of: tenant) }
        return try await flows.away {
            try ExecutionPreview(found, flow, tenant: tenant, environment: environment, cipher: cipher)
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
