import Access
import Flows
import Postgres
import Tenancy

/// Answers which flows a flow leads to, and which lead to it.
struct GetFlowDependencies: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/flows/{namespace}/{id}/dependencies"
    static let id = "getFlowDependencies"
    static let summary = "Get flow dependencies"
    static let permission = Permission(.flow, .view)
    static let fields: [FieldDescription] = [
        .query("destinationOnly", "boolean", "Only what comes after the flow."),
        .query("expandAll", "boolean", "What comes before and after these as well, and so on."),
    ]

    private let address: FlowAddress
    private let onlyTargets: Bool
    private let isComplete: Bool
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.address = try request.flow()
        self.onlyTargets = try request.flag("destinationOnly")
        self.isComplete = try request.flag("expandAll")
        self.flows = request.services.flows.store
    }

    var target: Target { .namespace(address.namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FlowTopology {
        try await flows.topology(
            around: address,
            isComplete: isComplete,
            onlyTargets: onlyTargets,
            within: principal.namespaces(for: .view),
            in: principal.tenant,
            tx
        )
    }
}
