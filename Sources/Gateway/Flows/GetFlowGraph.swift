import Access
import Flows
import JSON
import Postgres
import Tenancy

/// Answers the graph of a flow.
struct GetFlowGraph: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/flows/{namespace}/{id}/graph"
    static let id = "generateFlowGraph"
    static let summary = "Generate a graph for a flow"
    static let permission = Permission(.flow, .view)
    static let fields: [FieldDescription] = [.revision, .subflows]

    private let address: FlowAddress
    private let revision: Int?
    private let subflows: [String]
    private let desk: FlowDesk

    init(_ request: Request) throws {
        self.address = try request.flow()
        self.revision = try request.revision()
        self.subflows = try request.subflows()
        self.desk = request.services.flows
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FlowGraph {
        let record = try await desk.store.get(address, revision: revision, in: principal.tenant, tx)
        return try await desk.graph(of: try await desk.flow(of: record), subflows, by: principal, tx)
    }
}
