import Access
import Flows
import Postgres
import Tenancy

/// Answers the revisions of a flow that are kept, with their sources.
struct ListFlowRevisions: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/flows/{namespace}/{id}/revisions"
    static let id = "listFlowRevisions"
    static let summary = "Get revisions for a flow"
    static let permission = Permission(.flow, .view)
    static let fields: [FieldDescription] = [
        .query("allowDelete", "boolean", "List the revisions even if the flow is deleted.")
    ]

    private let address: FlowAddress
    private let allowDeleted: Bool
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.address = try request.flow()
        self.allowDeleted = try request.flag("allowDelete")
        self.flows = request.services.flows.store
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [FlowReply] {
        try await flows.revisions(of: address, allowDeleted: allowDeleted, in: principal.tenant, tx).map {
            FlowReply(record: $0, withSource: true)
        }
    }
}
