import Access
import Flows
import Postgres
import Tenancy

/// Answers what somebody who executes a flow needs to know of it.
struct GetFlowForExecution: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/executions/flows/{namespace}/{flowId}"
    static let id = "getFlowFromExecution"
    static let summary = "Get flow information's for an execution"
    static let permission = Permission(.flow, .execute)
    static let fields: [FieldDescription] = [.revision]

    private let address: FlowAddress
    private let revision: Int?
    private let flows: FlowDesk

    init(_ request: Request) throws {
        self.address = try request.flow(id: "flowId")
        self.revision = try request.revision()
        self.flows = request.services.flows
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FlowForExecution {
        let record = try await flows.store.get(address, revision: revision, in: principal.tenant, tx)
        return FlowForExecution(flow: try await flows.flow(of: record), revision: record.revision)
    }
}
