import Access
import Audit
import Postgres
import Tenancy

/// Makes a service account of the tenant; the caller must have every right of its groups.
struct CreateTenantServiceAccount: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/service-accounts"
    static let id = "createServiceAccountForTenant"
    static let summary = "Create a service account of a tenant"
    static let permission = Permission(.serviceAccount, .create)
    static let body = RequestBody.json()
    static let fields = ServiceAccountRequest.fields(.tenant)

    let request: ServiceAccountRequest
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.request = try ServiceAccountRequest(request, .tenant)
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<
        TenantServiceAccountReply
    > {
        let id = Account.ID.random()
        try await TenantServiceAccount.create(
            id,
            name: request.name,
            description: request.description,
            in: principal.tenant,
            tx
        )
        let groups = request.groups ?? []
        try principal.requireRights(
            of: try await TenantMember.assignments(ofGroups: groups, in: principal.tenant, templates: templates, tx)
        )
        try await TenantMember.setGroups(groups, of: id, in: principal.tenant, tx)
        let after = try await TenantServiceAccount.get(id, in: principal.tenant, tx)
        return Recorded(TenantServiceAccountReply(account: after), after.changed(from: nil, to: after))
    }
}
