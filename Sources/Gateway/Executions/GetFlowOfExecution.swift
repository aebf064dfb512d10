import Access
import Executor
import Postgres
import Tenancy

/// Answers what there is to know of the flow of an execution.
struct GetFlowOfExecution: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/executions/{executionId}/flow"
    static let id = "getFlowFromExecutionById"
    static let summary = "Get flow information's for an execution"
    static let permission = Permission(.execution, .view)

    private let execution: ExecutionID
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FlowForExecution {
        let found = try await desk.summary(execution, for: .view, by: principal, tx)
        let planned = try await desk.flow(of: found.record, in: principal.tenant, tx)
        return FlowForExecution(flow: planned.flow, revision: planned.revision)
    }
}
