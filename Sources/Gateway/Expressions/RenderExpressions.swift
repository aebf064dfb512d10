import Access
import Executor
import Expressions
import Flows
import JSON
import Postgres
import Sandbox
import Tenancy

/// Renders expressions for people to look at: nothing outside is asked, and secrets are masked.
///
/// An expression that names what is not there, or calls what needs the outside, is answered as it was sent.
struct RenderExpressions: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/expressions/render"
    static let id = "renderExpressions"
    static let summary = "Render expressions to look at"
    static let permission = Permission(.flow, .view)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("expressions", "[string]", required: true, "The expressions, 1 to 500."),
        .body("executionId", "string", "The execution whose names they see."),
        .body("namespace", "string", "The namespace of the flow whose names they see."),
        .body("flowId", "string", "The flow whose names they see."),
        .body("flow", "string", "The source of the flow whose names they see."),
    ]

    private let expressions: [String]
    private let execution: String?
    private let address: FlowAddress?
    private let source: String?
    private let desk: FlowDesk
    private let executions: ExecutionDesk
    private let jq: JQProcesses?

    var target: Target { address.map { .namespace($0.namespace) } ?? .anywhere }

    init(_ request: Request) throws {
        var fields = try request.fields()
        let expressions = fields.required("expressions", .list(of: .string, count: 1...500))
        let execution = fields.optional("executionId", .string(length: 1...100))
        let namespace = fields.optional("namespace", .namespace)
        let flow = fields.optional("flowId", FieldRule<Flow.ID>.text("the identifier of a flow") { Flow.ID($0) })
        let source = fields.optional("flow", .string)
        self.expressions = try fields.finish(expressions)
        self.execution = execution
        self.address = if let namespace, let flow { FlowAddress(namespace, flow) } else { nil }
        self.source = source
        self.desk = request.services.flows
        self.executions = ExecutionDesk(request)
        self.jq = request.services.jq
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> RenderedExpressions {
        let context: any ExpressionContext =
            if let execution {
                try await context(of: execution, for: principal, tx)
            } else {
                try await context(for: principal, tx)
            }
        return RenderedExpressions(
            of: expressions,
            in: context,
            for: principal.tenant.description,
            jq: jq
        )
    }

    /// The names of an execution whose outputs the caller may see.
    private func context(
        of execution: String,
        for principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> any ExpressionContext {
        guard let id = ExecutionID(execution) else { throw GateError.hidden }
        return try await executions.preview(of: id, for: principal, tx).context()
    }

    /// The names of the flow that is kept or was sent; of one that cannot be read there are none.
    private func context(for principal: Principal, _ tx: borrowing Transaction) async throws -> ExpressionVariables {
        if let source {
            let flow = try? await desk.flow(reading: Array(source.utf8))
            return flow.map { Self.context(of: $0) } ?? ExpressionVariables()
        }
        guard let address else { return ExpressionVariables() }
        let record = try await desk.store.get(address, in: principal.tenant, tx)
        // A draft that cannot be read has a name all the same.
        let flow = try? await desk.flow(of: record)
        return flow.map { Self.context(of: $0) } ?? Self.context(of: address, revision: record.revision)
    }

    private static func context(of address: FlowAddress, revision: Int) -> ExpressionVariables {
        let names: [ExpressionMap.Member] = [
            ("id", .text(address.id.description)), ("namespace", .text(address.namespace.description)),
            ("revision", .integer(Int64(revision))),
        ]
        return ExpressionVariables(ExpressionMap([("flow", .map(names))]))
    }

    private static func context(of flow: Flow) -> ExpressionVariables {
        let names: [ExpressionMap.Member] = [
            ("id", .text(flow.id.description)), ("namespace", .text(flow.namespace.description)),
            ("revision", flow.revision.map { .integer($0) } ?? .null),
        ]
        return ExpressionVariables(
            ExpressionMap([
                ("flow", .map(names)),
                ("vars", ExpressionValue(.object(flow.variables))),
                ("labels", .map(flow.labels.map { ($0.key, .text($0.value)) })),
            ])
        )
    }
}
