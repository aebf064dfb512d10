import Access
import Audit
import Postgres
import Tenancy

/// Deletes a user with all its access, sessions and tokens.
struct DeleteUser: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/users/{id}"
    static let id = "deleteUser"
    static let summary = "Delete a user"
    static let permission = Permission(.user, .delete)
    static let scope = Scope.instance

    let id: Account.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let user = try await User.get(id, tx)
        try principal.requireOther(than: id)
        try await Account.requireAnotherSuperadmin(than: id, tx)
        try await User.delete(id, tx)
        return Recorded(NoContent(), user.changed(from: user, to: nil))
    }
}
