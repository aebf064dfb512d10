import Access
import Postgres
import Tenancy

/// Answers a page of the namespaces that a search finds among those that the caller may see.
struct SearchNamespaces: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/namespaces/search"
    static let id = "searchNamespaces"
    static let summary = "Search for namespaces"
    static let permission = Permission(.namespace, .list)
    static let fields =
        FieldDescription.search(Namespace.scheme) + [
            .query("existing", "boolean", "Accepted for compatibility: only what exists is ever answered.")
        ]

    let search: Search

    var target: Target { .anywhere }

    init(_ request: Request) throws {
        self.search = try Namespace.scheme.parse(request.queryPairs)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<NamespaceReply> {
        let visible = principal.grants.visibleNamespaces(for: Self.permission)
        return Page(
            try await Namespace.find(search, among: visible, in: principal.tenant, tx),
            NamespaceReply.init
        )
    }
}
