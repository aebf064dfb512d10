import Access
import Audit
import Postgres
import Tenancy

/// Makes a tenant with its managed roles; who makes it administers it.
struct CreateTenant: APIOperation, Change {
    static let route: Route = "POST /api/v1/tenants"
    static let id = "create_2"
    static let summary = "Create a tenant"
    static let permission = Permission(.tenant, .create)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields = TenantRequest.fields

    let request: TenantRequest
    let templates: RoleTemplates

    init(_ request: Request) throws {
        self.request = try TenantRequest(request)
        self.templates = request.services.templates
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<TenantReply> {
        guard let creator = principal.account else { throw AccessError.notAllowed("a tenant needs an administrator") }
        let setup = TenantSetup(slug: request.slug, name: request.name, reserved: APITable.reservedTenantNames)
        let id = try await setup.create(for: creator, templates: templates, tx)
        let tenant = Tenant.Profile(id: id, slug: request.slug, name: request.name, settings: request.settings)
        try tenant.update(tx)
        return Recorded(TenantReply(profile: tenant), tenant.changed(from: nil, to: tenant))
    }
}
