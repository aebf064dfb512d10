import Access
import Postgres
import Secrets
import Tenancy

/// Answers a page of the secrets of all namespaces that the caller may list them of.
struct SearchSecrets: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/secrets"
    static let id = "listSecrets"
    static let summary = "Search secrets of all namespaces"
    static let permission = Permission(.secret, .list)
    static let fields = FieldDescription.search(SecretStore.scheme)

    private let search: Search
    private let secrets: SecretStore

    init(_ request: Request) throws {
        self.search = try SecretStore.scheme.parse(request.queryPairs)
        self.secrets = request.services.secrets
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SecretPage {
        let visible = principal.grants.visibleNamespaces(for: Self.permission)
        return SecretPage(found: try await secrets.find(search, within: visible, in: principal.tenant, tx))
    }
}
