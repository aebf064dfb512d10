import Access
import Postgres
import Secrets
import Tenancy

/// Answers a page of the secrets of one namespace.
struct ListNamespaceSecrets: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/namespaces/{namespace}/secrets"
    static let id = "listNamespaceSecrets"
    static let summary = "List secrets of a namespace"
    static let permission = Permission(.secret, .list)
    static let fields = FieldDescription.search(SecretStore.scheme)
    static let isInContract = false

    private let namespace: Namespace.Name
    private let search: Search
    private let secrets: SecretStore

    init(_ request: Request) throws {
        self.namespace = try request.namespace()
        self.search = try SecretStore.scheme.parse(request.queryPairs)
        self.secrets = request.services.secrets
    }

    var target: Target { .namespace(namespace) }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SecretPage {
        SecretPage(found: try await secrets.list(search, of: namespace, in: principal.tenant, tx))
    }
}
