import Access
import Audit
import Postgres
import Tenancy

/// Deletes a token of a user.
struct DeleteUserToken: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/users/{id}/api-tokens/{tokenId}"
    static let id = "deleteApiTokenForUser"
    static let summary = "Delete an API token of a user"
    static let permission = Permission(.user, .update)
    static let scope = Scope.instance

    let id: Account.ID
    let token: String

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.token = try request.identifier("tokenId")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        _ = try await User.get(id, tx)
        let gone = try await APIToken.delete(token, of: .user(id), tx)
        return Recorded(NoContent(), gone.changed(isMade: false, of: id, .user))
    }
}
