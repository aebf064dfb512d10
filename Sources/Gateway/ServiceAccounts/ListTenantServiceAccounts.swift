import Access
import Audit
import Postgres
import Tenancy

/// Answers a page of the service accounts that the tenant knows.
struct ListTenantServiceAccounts: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/service-accounts"
    static let id = "listServiceAccountsForTenant"
    static let summary = "List the service accounts of a tenant"
    static let permission = Permission(.serviceAccount, .list)
    static let fields = FieldDescription.search(TenantMember.scheme)

    let search: Search

    init(_ request: Request) throws {
        self.search = try TenantMember.scheme.parse(request.queryPairs)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<TenantMemberReply> {
        let found = try await TenantMember.find(search, of: .serviceAccount, in: principal.tenant, tx)
        return Page(found, TenantMemberReply.init)
    }
}
