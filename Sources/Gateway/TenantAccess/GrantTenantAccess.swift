import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Gives the user of an e-mail address access to the tenant.
struct GrantTenantAccess: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/tenant-access"
    static let id = "createTenantAccess"
    static let summary = "Give a user access to a tenant by e-mail address"
    static let permission = Permission(.user, .create)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("email", "string", required: true, "The user's e-mail address.")
    ]

    let email: String

    init(_ request: Request) throws {
        var fields = try request.fields()
        let email = fields.required("email", .email)
        self.email = try fields.finish(email)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let candidate = try await TenantMember.candidate(named: email, tx)
        guard try await TenantMember.admit(candidate, in: principal.tenant, tx) else {
            throw AccessError.inUse("the user has access to the tenant already")
        }
        let member = try await TenantMember.get(candidate.id, in: principal.tenant, tx)
        return Recorded(NoContent(), member.changed(from: nil, to: member))
    }
}
