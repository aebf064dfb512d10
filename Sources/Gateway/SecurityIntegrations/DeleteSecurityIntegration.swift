import Access
import Audit
import Postgres
import Tenancy

/// Deletes an integration with its service account and its token; the users and groups that it provisioned stay, as the tenant's own.
struct DeleteSecurityIntegration: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/security-integrations/{id}"
    static let id = "deleteSecurityIntegration"
    static let summary = "Delete a security integration"
    static let permission = Permission(.securityIntegration, .delete)
    static let scope = Scope.instance

    let id: SecurityIntegration.ID
    let slug: Tenant.Slug?

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.slug = request.call.tenant
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<
        SecurityIntegrationReply
    > {
        let integration = try await SecurityIntegration.get(id, toChange: true, in: principal.tenant, tx)
        try await integration.delete(in: principal.tenant, tx)
        return Recorded(
            SecurityIntegrationReply(integration: integration, tenant: slug, isDeleted: true),
            integration.changed(from: integration, to: nil)
        )
    }
}
