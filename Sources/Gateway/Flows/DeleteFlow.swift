import Access
import Audit
import Flows
import Postgres
import Tenancy

/// Deletes a flow; its revisions stay for a time.
struct DeleteFlow: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/flows/{namespace}/{id}"
    static let id = "deleteFlow"
    static let summary = "Delete a flow"
    static let permission = Permission(.flow, .delete)

    private let address: FlowAddress
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.address = try request.flow()
        self.flows = request.services.flows.store
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let changes = try await flows.delete([address], by: principal.author, in: principal.tenant, tx)
        guard let change = changes.first else { throw FlowStoreError.notFound }
        return Recorded(NoContent(), change.recorded)
    }
}
