import Access
import Audit
import Flows
import Postgres
import Tenancy

/// Makes a flow of its declaration.
struct CreateFlow: APIOperation, PreparedChange {
    static let route: Route = "POST /api/v1/{tenant}/flows"
    static let id = "createFlow"
    static let summary = "Create a flow from yaml source"
    static let permission = Permission(.flow, .create)
    static let body = RequestBody.yaml()
    static let fields: [FieldDescription] = [
        .query("draft", "boolean", "Keep the flow only: it need not be whole, and is never executed.")
    ]

    private var sent: SentFlow
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.sent = SentFlow(request, isDraft: try request.flag("draft"))
        self.flows = request.services.flows.store
    }

    var target: Target { sent.target }
    var needsPreparation: Bool { !sent.isRead }

    mutating func prepare() async throws {
        try await sent.read()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<FlowReply> {
        let declaration = try sent.declaration()
        let changes = try await flows.save([declaration], .absent, by: principal.author, in: principal.tenant, tx)
        guard let change = changes.first else { throw FlowStoreError.notFound }
        return Recorded(FlowReply(record: change.after, withSource: true), change.recorded)
    }
}
