import Access
import Postgres
import Tenancy

/// Answers a namespace.
struct GetNamespace: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/namespaces/{id}"
    static let id = "getNamespace"
    static let summary = "Retrieve a namespace"
    static let permission = Permission(.namespace, .view)

    let name: Namespace.Name

    var target: Target { .namespace(name) }

    init(_ request: Request) throws {
        self.name = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> NamespaceReply {
        NamespaceReply(profile: try await Namespace.get(name, in: principal.tenant, tx))
    }
}
