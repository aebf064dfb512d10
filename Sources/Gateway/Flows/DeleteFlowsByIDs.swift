import Access
import Audit
import Flows
import Postgres
import Tenancy

/// Deletes flows that are named.
struct DeleteFlowsByIDs: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/flows/delete/by-ids"
    static let id = "deleteFlowsByIds"
    static let summary = "Delete flows by their IDs"
    static let permission = Permission(.flow, .delete)
    static let body = RequestBody.json()
    static let takesList = true
    static let fields = FieldDescription.flowIDs

    private let selection: FlowSelection
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.selection = .named(try request.flows())
        self.flows = request.services.flows.store
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<FlowCount> {
        try await selection.delete(in: flows, by: principal, tx)
    }
}
