import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Changes a tenant's name and settings.
struct UpdateTenant: APIOperation, Change {
    static let route: Route = "PUT /api/v1/tenants/{id}"
    static let id = "update_2"
    static let summary = "Update a tenant"
    static let permission = Permission(.tenant, .update)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields = TenantRequest.fields

    let request: TenantRequest

    init(_ request: Request) throws {
        let slug: Tenant.Slug = try request.identifier()
        self.request = try TenantRequest(request)
        guard self.request.slug == slug else { throw FieldErrors("id", "must be that of the path: it never changes") }
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<TenantReply> {
        let before = try await Tenant.enter(request.slug, tx)
        var after = before
        after.name = request.name
        after.settings = request.settings
        try after.update(tx)
        return Recorded(TenantReply(profile: after), after.changed(from: before, to: after))
    }
}
