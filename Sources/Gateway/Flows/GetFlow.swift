import Access
import Flows
import Postgres
import Tenancy

/// Answers a flow, or one of its revisions.
struct GetFlow: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/flows/{namespace}/{id}"
    static let id = "getFlow"
    static let summary = "Get a flow"
    static let permission = Permission(.flow, .view)
    static let fields: [FieldDescription] = [
        .query("source", "boolean", "Include the source code."),
        .revision,
        .query("allowDeleted", "boolean", "Get the flow even if it is deleted."),
    ]

    private let address: FlowAddress
    private let revision: Int?
    private let withSource: Bool
    private let allowDeleted: Bool
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.address = try request.flow()
        self.revision = try request.revision()
        self.withSource = try request.flag("source")
        self.allowDeleted = try request.flag("allowDeleted")
        self.flows = request.services.flows.store
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FlowReply {
        let record = try await flows.get(
            address,
            revision: revision,
            allowDeleted: allowDeleted,
            in: principal.tenant,
            tx
        )
        return FlowReply(record: record, withSource: withSource)
    }
}
