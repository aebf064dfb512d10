import Access
import Audit
import Flows
import HTTP
import Postgres
import Tenancy

/// Removes revisions of a flow for good.
struct DeleteFlowRevisions: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/flows/{namespace}/{id}/revisions"
    static let id = "deleteRevisions"
    static let summary = "Delete revisions for a flow"
    static let permission = Permission(.flow, .delete)
    static let fields: [FieldDescription] = [
        .query("revisions", "[integer]", required: true, "Their numbers, separated by commas; not the newest.")
    ]

    private let address: FlowAddress
    private let revisions: [Int]
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.address = try request.flow()
        self.revisions = try request.revisions()
        self.flows = request.services.flows.store
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<Emptied> {
        let removed = try await flows.deleteRevisions(
            revisions,
            of: address,
            by: principal.author,
            in: principal.tenant,
            tx
        )
        let changes = removed.map { revision in
            RecordedChange(
                resource: .flow,
                kind: "flow_revision",
                // Not the flow's own: what is recorded of that grows out of itself.
                id: "\(address.id)@\(revision)",
                namespace: address.namespace
            )
        }
        return Recorded(Emptied(), changes)
    }
}

/// A success without a body, which the contract answers with 200.
struct Emptied: Reply {
    static var mediaType: String? { nil }

    func response(to request: Request, status: Status) -> Response {
        Response(status)
    }
}
