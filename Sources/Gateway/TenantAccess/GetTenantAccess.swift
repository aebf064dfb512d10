import Access
import Audit
import Postgres
import Tenancy

/// Answers a user's groups and roles in the tenant.
struct GetTenantAccess: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/tenant-access/{userId}"
    static let id = "getTenantAccess"
    static let summary = "Retrieve a user's access to a tenant"
    static let permission = Permission(.user, .view)

    let id: Account.ID
    let tenant: String
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.id = try request.identifier("userId")
        self.tenant = try request.identifier("tenant")
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> TenantAccessReply {
        TenantAccessReply(
            tenant: tenant,
            member: try await .get(id, in: principal.tenant, tx),
            roles: try await TenantMember.assignments(of: id, in: principal.tenant, templates: templates, tx)
        )
    }
}
