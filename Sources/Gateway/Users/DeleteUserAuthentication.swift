import Access
import Audit
import Postgres
import Tenancy

/// Takes away a way to sign in; the user's sessions end.
struct DeleteUserAuthentication: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/users/{id}/auths/{auth}"
    static let id = "deleteUserAuthMethod"
    static let summary = "Delete a user's authentication method"
    static let permission = Permission(.user, .update)
    static let scope = Scope.instance

    let id: Account.ID
    let authentication: String

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.authentication = try request.identifier("auth")
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<UserReply> {
        let before = try await User.get(id, tx)
        guard authentication == User.passwordAuthentication, before.hasPassword else { throw AccessError.notFound }
        try principal.requireOther(than: id)
        try await Account.setPassword(nil, of: before, tx)
        var after = before
        after.hasPassword = false
        return Recorded(UserReply(user: after), after.changed(from: before, to: after))
    }
}
