import Access
import Audit
import Postgres
import Tenancy

/// Ends a user's access with its bindings, memberships and tokens.
struct EndTenantAccess: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/tenant-access/{userId}"
    static let id = "deleteTenantAccess"
    static let summary = "End a user's access to a tenant"
    static let permission = Permission(.user, .delete)

    let id: Account.ID

    init(_ request: Request) throws {
        self.id = try request.identifier("userId")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let member = try await TenantMember.get(id, in: principal.tenant, tx)
        try principal.requireOther(than: id)
        try await TenantMember.expel(id, from: principal.tenant, tx)
        return Recorded(NoContent(), member.changed(from: member, to: nil))
    }
}
