import Access
import Flows
import Postgres
import Tenancy

/// Answers how the flows of a namespace have to do with each other and with others.
struct GetNamespaceDependencies: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/namespaces/{namespace}/dependencies"
    static let id = "getFlowDependenciesFromNamespace"
    static let summary = "Retrieve flow dependencies"
    static let permission = Permission(.flow, .view)
    static let fields: [FieldDescription] = [
        .query("destinationOnly", "boolean", "Only what comes after the flows of the namespace.")
    ]

    private let namespace: Namespace.Name
    private let onlyTargets: Bool
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.namespace = try request.namespace()
        self.onlyTargets = try request.flag("destinationOnly")
        self.flows = request.services.flows.store
    }

    var target: Target { .namespace(namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FlowTopology {
        try await flows.topology(
            of: namespace,
            onlyTargets: onlyTargets,
            within: principal.namespaces(for: .view),
            in: principal.tenant,
            tx
        )
    }
}
