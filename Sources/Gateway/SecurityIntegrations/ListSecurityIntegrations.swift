import Access
import Postgres
import Tenancy

/// Answers all integrations of a tenant.
struct ListSecurityIntegrations: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/security-integrations"
    static let id = "listSecurityIntegrations"
    static let summary = "List security integrations"
    static let permission = Permission(.securityIntegration, .list)
    static let scope = Scope.instance

    let slug: Tenant.Slug?

    init(_ request: Request) throws {
        self.slug = request.call.tenant
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws
        -> [SecurityIntegrationReply]
    {
        try await SecurityIntegration.all(in: principal.tenant, tx).map {
            SecurityIntegrationReply(integration: $0, tenant: slug)
        }
    }
}
