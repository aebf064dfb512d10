import Access
import Audit
import Postgres
import Tenancy

/// Answers a service account that the tenant knows.
struct GetTenantServiceAccount: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/service-accounts/{id}"
    static let id = "getServiceAccountForTenant"
    static let summary = "Retrieve a service account of a tenant"
    static let permission = Permission(.serviceAccount, .view)

    let id: Account.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> TenantServiceAccountReply
    {
        TenantServiceAccountReply(account: try await .get(id, in: principal.tenant, tx))
    }
}
