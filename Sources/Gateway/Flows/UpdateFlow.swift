import Access
import Audit
import Flows
import Postgres
import Tenancy

/// Gives a flow another declaration, which becomes its next revision.
struct UpdateFlow: APIOperation, PreparedChange {
    static let route: Route = "PUT /api/v1/{tenant}/flows/{namespace}/{id}"
    static let id = "updateFlow"
    static let summary = "Update a flow"
    static let permission = Permission(.flow, .update)
    static let body = RequestBody.yaml()
    static let fields = CreateFlow.fields

    private let address: FlowAddress
    private var sent: SentFlow
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.address = try request.flow()
        self.sent = SentFlow(request, isDraft: try request.flag("draft"))
        self.flows = request.services.flows.store
    }

    var target: Target { .namespace(address.namespace) }
    var needsPreparation: Bool { !sent.isRead }

    mutating func prepare() async throws {
        try await sent.read()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<FlowReply> {
        // Before anything that was sent is judged: whether there is such a flow does not depend on it.
        _ = try await flows.get(address, in: principal.tenant, tx)
        let declaration = try sent.declaration()
        guard declaration.address == address else {
            throw FlowStoreError.otherFlow(expected: address, found: declaration.address)
        }
        let changes = try await flows.save([declaration], .present, by: principal.author, in: principal.tenant, tx)
        guard let change = changes.first else { throw FlowStoreError.notFound }
        return Recorded(FlowReply(record: change.after, withSource: true), change.recorded)
    }
}
