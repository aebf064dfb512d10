import Access
import Executor
import Flows
import JSON
import Postgres
import Tenancy

/// Answers the newest execution of each of some flows.
struct GetLatestExecutions: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/executions/latest"
    static let id = "getLatestExecutions"
    static let summary = "Get the latest execution for given flows"
    static let permission = Permission(.execution, .list)
    static let body = RequestBody.json()
    static let takesList = true
    static let fields = FieldDescription.flowIDs

    private let flows: [FlowAddress]
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.flows = try request.flows()
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [LatestExecution] {
        let visible = principal.executionNamespaces(for: .list)
        let flows = flows.filter { visible.contains($0.namespace) }
        return try await desk.store.latest(of: flows, in: principal.tenant, tx).map(LatestExecution.init)
    }
}

/// The contract's `LastExecutionResponse`.
struct LatestExecution: JSONReply {
    let execution: ExecutionSummary

    var json: JSON {
        [
            "id": .string(execution.record.id.description), "flowId": .string(execution.record.flow.description),
            "namespace": .string(execution.record.namespace.description),
            "startDate": execution.row.history.first.map { StateReply.date($0.at) } ?? .null,
            "status": .string(execution.row.state.name),
        ]
    }
}
