import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Deletes a token of the caller.
struct DeleteMyToken: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/me/api-tokens/{tokenId}"
    static let id = "deleteApiTokenForCurrentUser"
    static let summary = "Delete an API token of the caller"
    static let permission = Permission(.user, .update)
    static let scope = Scope.own

    let token: String

    init(_ request: Request) throws {
        self.token = try request.identifier("tokenId")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<JSON> {
        let account = try principal.requireOwnProfile()
        let gone = try await APIToken.delete(token, of: .user(account), tx)
        return Recorded([:], gone.changed(isMade: false, of: account, .user))
    }
}
