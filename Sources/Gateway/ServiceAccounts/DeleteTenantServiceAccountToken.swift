import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Deletes a token of a service account of the tenant.
struct DeleteTenantServiceAccountToken: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/service-accounts/{id}/api-tokens/{tokenId}"
    static let id = "deleteApiTokenForServiceAccountWithTenant"
    static let summary = "Delete an API token of a service account of the tenant"
    static let permission = Permission(.serviceAccount, .update)

    let id: Account.ID
    let token: String

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.token = try request.identifier("tokenId")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<JSON> {
        let account = try await TenantServiceAccount.get(id, in: principal.tenant, tx)
        try account.requireOwn()
        let gone = try await APIToken.delete(token, of: .tenantServiceAccount(id, principal.tenant), tx)
        return Recorded([:], gone.changed(isMade: false, of: id, .serviceAccount))
    }
}
