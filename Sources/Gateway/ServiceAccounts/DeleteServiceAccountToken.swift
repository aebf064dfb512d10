import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Deletes a token of a service account.
struct DeleteServiceAccountToken: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/service-accounts/{id}/api-tokens/{tokenId}"
    static let id = "deleteApiTokenForServiceAccount"
    static let summary = "Delete an API token of a service account"
    static let permission = Permission(.serviceAccount, .update)
    static let scope = Scope.instance

    let id: Account.ID
    let token: String

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.token = try request.identifier("tokenId")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<JSON> {
        _ = try await ServiceAccount.get(id, tx)
        let gone = try await APIToken.delete(token, of: .serviceAccount(id), tx)
        return Recorded([:], gone.changed(isMade: false, of: id, .serviceAccount))
    }
}
