import Access
import Audit
import Flows
import Postgres
import Tenancy

/// Puts flows into use that a search finds, where the caller may.
struct EnableFlowsByQuery: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/flows/enable/by-query"
    static let id = "enableFlowsByQuery"
    static let summary = "Enable flows returned by the query parameters"
    static let permission = Permission(.flow, .enable)
    static let fields = FieldDescription.flowFilters

    private let selection: FlowSelection
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.selection = .found(try request.flowFilter())
        self.flows = request.services.flows.store
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<FlowCount> {
        try await selection.set(disabled: false, in: flows, by: principal, tx)
    }
}
