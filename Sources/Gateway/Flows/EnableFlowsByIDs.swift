import Access
import Audit
import Flows
import Postgres
import Tenancy

/// Puts flows into use that are named.
struct EnableFlowsByIDs: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/flows/enable/by-ids"
    static let id = "enableFlowsByIds"
    static let summary = "Enable flows by their IDs"
    static let permission = Permission(.flow, .enable)
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
        try await selection.set(disabled: false, in: flows, by: principal, tx)
    }
}
