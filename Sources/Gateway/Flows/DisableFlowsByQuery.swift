import Access
import Audit
import Flows
import Postgres
import Tenancy

/// Puts flows out of use that a search finds, where the caller may.
struct DisableFlowsByQuery: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/flows/disable/by-query"
    static let id = "disableFlowsByQuery"
    static let summary = "Disable flows returned by the query parameters"
    static let permission = Permission(.flow, .disable)
    static let fields = FieldDescription.flowFilters

    private let selection: FlowSelection
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.selection = .found(try request.flowFilter())
        self.flows = request.services.flows.store
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<FlowCount> {
        try await selection.set(disabled: true, in: flows, by: principal, tx)
    }
}
