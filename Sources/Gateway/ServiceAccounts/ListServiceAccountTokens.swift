import Access
import Audit
import Daemon
import Postgres
import Tenancy

/// Answers the tokens of a service account.
struct ListServiceAccountTokens: APIOperation, Read {
    static let route: Route = "GET /api/v1/service-accounts/{id}/api-tokens"
    static let id = "listApiTokensForServiceAccount"
    static let summary = "List the API tokens of a service account"
    static let permission = Permission(.serviceAccount, .view)
    static let scope = Scope.instance

    let id: Account.ID
    let now: Instant

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.now = request.call.arrivedAt
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> TokenListReply {
        _ = try await ServiceAccount.get(id, tx)
        return TokenListReply(tokens: try await APIToken.list(of: .serviceAccount(id), tx), now: now)
    }
}
