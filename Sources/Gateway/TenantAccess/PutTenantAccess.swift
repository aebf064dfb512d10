import Access
import Audit
import HTTP
import JSON
import Postgres
import Tenancy

/// Gives a user access to the tenant; nothing changes for one who has it.
struct PutTenantAccess: APIOperation, Change {
    static let route: Route = "PUT /api/v1/{tenant}/tenant-access/{userId}"
    static let id = "createTenantAccess_1"
    static let summary = "Give a user access to a tenant"
    static let permission = Permission(.user, .create)
    static let status = Status.created

    let id: Account.ID

    init(_ request: Request) throws {
        self.id = try request.identifier("userId")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<JSON> {
        let candidate = try await TenantMember.candidate(id, by: principal, tx)
        guard try await TenantMember.admit(candidate, in: principal.tenant, tx) else { return Recorded([:], []) }
        let member = try await TenantMember.get(id, in: principal.tenant, tx)
        return Recorded([:], member.changed(from: nil, to: member))
    }
}
