import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Deletes a service account of the tenant with its tokens and bindings.
struct DeleteTenantServiceAccount: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/service-accounts/{id}"
    static let id = "deleteServiceAccountForTenant"
    static let summary = "Delete a service account of a tenant"
    static let permission = Permission(.serviceAccount, .delete)

    let id: Account.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<JSON> {
        let account = try await TenantServiceAccount.get(id, in: principal.tenant, tx)
        try account.requireOwn()
        try principal.requireOther(than: id)
        try await TenantServiceAccount.delete(id, tx)
        return Recorded([:], account.changed(from: account, to: nil))
    }
}
