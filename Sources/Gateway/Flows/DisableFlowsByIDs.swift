import Access
import Audit
import Flows
import Postgres
import Tenancy

/// Puts flows out of use that are named.
struct DisableFlowsByIDs: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/flows/disable/by-ids"
    static let id = "disableFlowsByIds"
    static let summary = "Disable flows by their IDs"
    static let permission = Permission(.flow, .disable)
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
        try await selection.set(disabled: true, in: flows, by: principal, tx)
    }
}
