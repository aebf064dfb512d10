import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Ends all sessions of a user.
struct EndUserSessions: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/users/{id}/refresh-token"
    static let id = "deleteRefreshToken"
    static let summary = "End a user's sessions"
    static let permission = Permission(.user, .update)
    static let scope = Scope.instance

    let id: Account.ID

    init(_ request: Request) throws {
        self.id = try request.identifier()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        _ = try await User.get(id, tx)
        let count = try await Account.endSessions(of: id, tx)
        guard count > 0 else { return Recorded(NoContent(), []) }
        return Recorded(
            NoContent(),
            RecordedChange(
                resource: .user,
                kind: "session",
                id: id.description,
                before: ["account": JSON(id.description)],
                type: .logout
            )
        )
    }
}
