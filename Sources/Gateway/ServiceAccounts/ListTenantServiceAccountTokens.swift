import Access
import Audit
import Daemon
import Postgres
import Tenancy

/// Answers the tokens of a service account of the tenant.
struct ListTenantServiceAccountTokens: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/service-accounts/{id}/api-tokens"
    static let id = "listApiTokensForServiceAccountWithTenant"
    static let summary = "List the API tokens of a service account of the tenant"
    static let permission = Permission(.serviceAccount, .view)

    let id: Account.ID
    let now: Instant

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.now = request.call.arrivedAt
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> TokenListReply {
        _ = try await TenantServiceAccount.get(id, in: principal.tenant, tx)
        return TokenListReply(
            tokens: try await APIToken.list(of: .tenantServiceAccount(id, principal.tenant), tx),
            now: now
        )
    }
}
