import Access
import Audit
import Postgres
import Tenancy

/// Deletes a service account with all its access and tokens.
struct DeleteServiceAccount: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/service-accounts/{id}"
    static let id = "deleteServiceAccount"
    static let summary = "Delete a service account"
    static let permission = Permission(.serviceAccount, .delete)
    static let scope = Scope.instance

    let id: Account.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let account = try await ServiceAccount.get(id, tx)
        try principal.requireOther(than: id)
        try await User.delete(id, tx)
        return Recorded(NoContent(), account.changed(from: account, to: nil))
    }
}
