import Access
import Flows
import JSON
import Postgres
import Tenancy

/// Answers the graph of a declaration that is not kept.
struct GenerateFlowGraph: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/flows/graph"
    static let id = "generateFlowGraphFromSource"
    static let summary = "Generate a graph for a flow source"
    static let permission = Permission(.flow, .view)
    static let body = RequestBody.yaml()
    static let fields: [FieldDescription] = [.subflows]

    private let source: [UInt8]
    private let subflows: [String]
    private let desk: FlowDesk

    init(_ request: Request) throws {
        self.source = request.body
        self.subflows = try request.subflows()
        self.desk = request.services.flows
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FlowGraph {
        try await desk.graph(of: try await desk.flow(reading: source), subflows, by: principal, tx)
    }
}
