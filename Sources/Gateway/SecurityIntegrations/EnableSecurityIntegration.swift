import Access
import Audit
import Postgres
import Tenancy

/// Lets an integration provision again.
struct EnableSecurityIntegration: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/security-integrations/{id}/enable"
    static let id = "enableSecurityIntegration"
    static let summary = "Enable a security integration"
    static let permission = Permission(.securityIntegration, .enable)
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
        after.isEnabled = true
        guard after != before else {
            return Recorded(SecurityIntegrationReply(integration: after, tenant: slug), [])
        }
        try after.setEnabled(true, in: principal.tenant, tx)
        return Recorded(
            SecurityIntegrationReply(integration: after, tenant: slug),
            after.changed(from: before, to: after)
        )
    }
}
