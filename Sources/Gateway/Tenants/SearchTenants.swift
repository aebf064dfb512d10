import Access
import Postgres
import Tenancy

/// Answers a page of the tenants that a search finds.
struct SearchTenants: APIOperation, Read {
    static let route: Route = "GET /api/v1/tenants/search"
    static let id = "find"
    static let summary = "Search for tenants"
    static let permission = Permission(.tenant, .list)
    static let scope = Scope.instance
    static let fields = FieldDescription.search(Tenant.scheme)

    let search: Search

    init(_ request: Request) throws {
        self.search = try Tenant.scheme.parse(request.queryPairs)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<TenantReply> {
        Page(try await Tenant.find(search, tx)) { TenantReply(profile: $0) }
    }
}
