import Access
import Postgres
import Tenancy

/// Answers an integration.
struct GetSecurityIntegration: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/security-integrations/{id}"
    static let id = "getSecurityIntegration"
    static let summary = "Retrieve a security integration"
    static let permission = Permission(.securityIntegration, .view)
    static let scope = Scope.instance

    let id: SecurityIntegration.ID
    let slug: Tenant.Slug?

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.slug = request.call.tenant
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SecurityIntegrationReply
    {
        let integration = try await SecurityIntegration.get(id, in: principal.tenant, tx)
        return SecurityIntegrationReply(integration: integration, tenant: slug)
    }
}
