import Access
import Postgres
import Tenancy

/// Answers a tenant.
struct GetTenant: APIOperation, Read {
    static let route: Route = "GET /api/v1/tenants/{id}"
    static let id = "get_3"
    static let summary = "Retrieve a tenant"
    static let permission = Permission(.tenant, .view)
    static let scope = Scope.instance

    let slug: Tenant.Slug

    init(_ request: Request) throws {
        self.slug = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> TenantReply {
        TenantReply(profile: try await Tenant.get(slug, tx))
    }
}
