import Access
import Audit
import Daemon
import HTTP
import Postgres
import Tenancy

/// Makes a token of the caller.
struct CreateMyToken: APIOperation, Change {
    static let route: Route = "POST /api/v1/me/api-tokens"
    static let id = "createApiTokenForCurrentUser"
    static let summary = "Create an API token of the caller"
    static let permission = Permission(.user, .update)
    static let scope = Scope.own
    static let body = RequestBody.json()
    static let fields = TokenRequest.fields

    let draft: APIToken.Draft
    let now: Instant

    init(_ request: Request) throws {
        self.draft = try TokenRequest(request).draft
        self.now = request.call.arrivedAt
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NewTokenReply> {
        let account = try principal.requireOwnProfile()
        let (stored, token) = try await APIToken.create(draft, for: .user(account), by: principal.proof, at: now, tx)
        return Recorded(
            NewTokenReply(stored: stored, token: token),
            stored.changed(isMade: true, of: account, .user)
        )
    }
}
