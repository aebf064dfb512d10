import Access
import Flows
import Postgres
import Tenancy

/// Answers the flows of a namespace, without those of the namespaces below it.
struct ListFlowsByNamespace: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/flows/{namespace}"
    static let id = "listFlowsByNamespace"
    static let summary = "Retrieve all flows from a given namespace"
    static let permission = Permission(.flow, .list)

    private let namespace: Namespace.Name
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.namespace = try request.namespace()
        self.flows = request.services.flows.store
    }

    var target: Target { .namespace(namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [FlowReply] {
        try await flows.list(of: namespace, in: principal.tenant, tx).map { FlowReply(record: $0) }
    }
}
