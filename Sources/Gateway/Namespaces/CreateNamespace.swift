import Access
import Audit
import Postgres
import Tenancy

/// Makes a namespace.
struct CreateNamespace: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/namespaces"
    static let id = "createNamespace"
    static let summary = "Create a namespace"
    static let permission = Permission(.namespace, .create)
    static let body = RequestBody.json()
    static let fields = NamespaceRequest.fields

    let namespace: Namespace.Profile

    var target: Target { .namespace(namespace.name) }

    init(_ request: Request) throws {
        self.namespace = try NamespaceRequest(request).profile
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NamespaceReply>
    {
        try await namespace.create(in: principal.tenant, tx)
        return Recorded(NamespaceReply(profile: namespace), namespace.changed(from: nil, to: namespace))
    }
}
