import Access
import Postgres
import Tenancy

/// Answers a page of the integrations that a search finds.
struct SearchSecurityIntegrations: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/security-integrations/search"
    static let id = "searchSecurityIntegration"
    static let summary = "Search for security integrations"
    static let permission = Permission(.securityIntegration, .list)
    static let scope = Scope.instance
    static let fields = FieldDescription.search(SecurityIntegration.scheme)

    let search: Search
    let slug: Tenant.Slug?

    init(_ request: Request) throws {
        self.search = try SecurityIntegration.scheme.parse(request.queryPairs)
        self.slug = request.call.tenant
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<
        SecurityIntegrationReply
    > {
        Page(try await SecurityIntegration.find(search, in: principal.tenant, tx)) {
            SecurityIntegrationReply(integration: $0, tenant: slug)
        }
    }
}
