import Access
import Audit
import Postgres
import Tenancy

/// Answers a page of the users who have access to the tenant.
struct ListTenantAccess: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/tenant-access"
    static let id = "listTenantAccess"
    static let summary = "List the users of a tenant"
    static let permission = Permission(.user, .list)
    static let fields = FieldDescription.search(TenantMember.scheme)

    let search: Search

    init(_ request: Request) throws {
        self.search = try TenantMember.scheme.parse(request.queryPairs)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<TenantMemberReply> {
        Page(try await TenantMember.find(search, of: .user, in: principal.tenant, tx), TenantMemberReply.init)
    }
}
