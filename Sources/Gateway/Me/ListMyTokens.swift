import Access
import Audit
import Daemon
import Postgres
import Tenancy

/// Answers the tokens of the caller.
struct ListMyTokens: APIOperation, Read {
    static let route: Route = "GET /api/v1/me/api-tokens"
    static let id = "listApiTokensForCurrentUser"
    static let summary = "List the API tokens of the caller"
    static let permission = Permission(.user, .view)
    static let scope = Scope.own

    let now: Instant

    init(_ request: Request) throws {
        self.now = request.call.arrivedAt
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> TokenListReply {
        guard let id = principal.account else { throw AccessError.notFound }
        return TokenListReply(tokens: try await APIToken.list(of: .user(id), tx), now: now)
    }
}
