import Access
import Audit
import Postgres
import Tenancy

/// Keeps an integration from provisioning: its token is refused until it is enabled again.
struct DisableSecurityIntegration: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/security-integrations/{id}/disable"
    static let id = "disableSecurityIntegration"
    static let summary = "Disable a security integration"
    static let permission = Permission(.securityIntegration, .disable)
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
        let before = try await SecurityIntegration.get(id, toChange: true, in: principal.tenant, tx)
        var after = before
        after.isEnabled = false
        guard after != before else {
            return Recorded(SecurityIntegrationReply(integration: after, tenant: slug), [])
        }
        try after.setEnabled(false, in: principal.tenant, tx)
        return Recorded(
            SecurityIntegrationReply(integration: after, tenant: slug),
            after.changed(from: before, to: after)
        )
    }
}
