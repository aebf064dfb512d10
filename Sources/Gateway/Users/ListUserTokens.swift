import Access
import Audit
import Daemon
import Postgres
import Tenancy

/// Answers the tokens of a user.
struct ListUserTokens: APIOperation, Read {
    static let route: Route = "GET /api/v1/users/{id}/api-tokens"
    static let id = "listApiTokensForUser"
    static let summary = "List the API tokens of a user"
    static let permission = Permission(.user, .view)
    static let scope = Scope.instance

    let id: Account.ID
    let now: Instant

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.now = request.call.arrivedAt
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> TokenListReply {
        _ = try await User.get(id, tx)
        return TokenListReply(tokens: try await APIToken.list(of: .user(id), tx), now: now)
    }
}
