public import Daemon
public import Expressions
public import Flows
import JSON
public import Tenancy

/// Shows people what expressions are in an execution as it is kept, without secrets.
///
/// Nothing outside is asked. What is made of a secret is told as `******`.
public struct ExecutionPreview: Sendable {
    private let subject: ExecutionSubject

    /// Takes an execution as it is kept.
    ///
    /// - Parameters:
    ///   - stored: The execution, with the outputs of its task runs.
    ///   - flow: The revision of the flow that it runs.
    ///   - tenant: The tenant.
    ///   - environment: What expressions see of the instance.
    ///   - cipher: Opens what is sealed; what it gives is masked, too.
    /// - Throws: `PlanError`, or `RowsError` if the rows are no execution of the flow.
    public init(
        _ stored: StoredExecution,
        _ flow: DeployedFlow,
        tenant: Tenant.ID,
        environment: ExecutionEnvironment,
        cipher: InputCipher?
    ) throws {
        subject = try ExecutionSubject(stored, flow, tenant: tenant, environment: environment, cipher: cipher)
    }

    /// What names in expressions of the execution itself stand for.
    ///
    /// - Returns: The names; what was made of secrets is marked.
    /// - Throws: `ExpressionError` if a secret cannot be opened.
    public func context() throws(ExpressionError) -> any ExpressionContext {
        try subject.scope.variables(of: subject.state, run: nil, showsTasks: true)
    }

    /// What an expression is at a task run, or in the execution itself.
    ///
    /// - Parameters:
    ///   - expression: The expression.
    ///   - number: The task run's number, `nil` for the execution.
    ///   - now: The time.
    ///   - limits: What it may take.
    ///   - patience: How long it may take.
    /// - Returns: The text, with a mask in the place of what was made of secrets.
    /// - Throws: `ExpressionError`.
    public func text(
        of expression: String,
        atTaskRun number: Int32?,
        at now: Instant,
        limits: ExpressionLimits,
        within patience: Duration
    ) throws(ExpressionError) -> String {
        let run = number.flatMap { subject.state.position(ofRun: $0) }
        let variables = try subject.scope.variables(of: subject.state, run: run, showsTasks: true)
        var services = ExpressionServices.executor(at: now, until: .now + patience)
        services.secret = { (_) throws(ExpressionError) in "******" }
        let template = try ExpressionTemplate(parsing: expression, limits: limits)
        return try template.render(in: variables, services: services, limits: limits).masked()
    }
}
