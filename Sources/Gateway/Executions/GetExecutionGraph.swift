import Access
import Executor
import Flows
import JSON
import Postgres
import Tenancy

/// Answers the graph of the flow that an execution runs, at the revision that it runs.
struct GetExecutionGraph: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/executions/{executionId}/graph"
    static let id = "getExecutionFlowGraph"
    static let summary = "Generate a graph for an execution"
    static let permission = Permission(.execution, .view)
    static let fields: [FieldDescription] = [.subflows]

    private let execution: ExecutionID
    private let subflows: [String]
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.subflows = try request.subflows()
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FlowGraph {
        let found = try await desk.summary(execution, for: .view, by: principal, tx)
        let planned = try await desk.flow(of: found.record, in: principal.tenant, tx)
        return try await desk.flows.graph(of: planned.flow, subflows, by: principal, tx)
    }
}
