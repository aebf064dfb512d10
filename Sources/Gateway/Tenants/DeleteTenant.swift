import Access
import Audit
import Postgres
import Tenancy

/// Deletes a tenant with all that belongs to it; its secrets cannot be read any longer, its audit records stay.
struct DeleteTenant: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/tenants/{id}"
    static let id = "delete_2"
    static let summary = "Delete a tenant"
    static let permission = Permission(.tenant, .delete)
    static let scope = Scope.instance

    let slug: Tenant.Slug

    init(_ request: Request) throws {
        self.slug = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let tenant = try await Tenant.enter(slug, tx)
        try await Tenant.delete(tenant.id, tx)
        return Recorded(NoContent(), tenant.changed(from: tenant, to: nil))
    }
}
