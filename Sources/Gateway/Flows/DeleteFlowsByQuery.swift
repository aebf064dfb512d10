import Access
import Audit
import Flows
import Postgres
import Tenancy

/// Deletes flows that a search finds, where the caller may.
struct DeleteFlowsByQuery: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/flows/delete/by-query"
    static let id = "deleteFlowsByQuery"
    static let summary = "Delete flows returned by the query parameters"
    static let permission = Permission(.flow, .delete)
    static let fields = FieldDescription.flowFilters

    private let selection: FlowSelection
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.selection = .found(try request.flowFilter())
        self.flows = request.services.flows.store
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<FlowCount> {
        try await selection.delete(in: flows, by: principal, tx)
    }
}
