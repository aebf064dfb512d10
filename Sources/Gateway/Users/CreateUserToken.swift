import Access
import Audit
import Daemon
import HTTP
import Postgres
import Tenancy

/// Makes a token of a user.
struct CreateUserToken: APIOperation, Change {
    static let route: Route = "POST /api/v1/users/{id}/api-tokens"
    static let id = "createApiTokensForUser"
    static let summary = "Create an API token of a user"
    static let permission = Permission(.user, .update)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields = TokenRequest.fields
    static let status = Status.created

    let id: Account.ID
    let draft: APIToken.Draft
    let now: Instant

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.draft = try TokenRequest(request).draft
        self.now = request.call.arrivedAt
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NewTokenReply> {
        _ = try await User.get(id, tx)
        let (stored, token) = try await APIToken.create(draft, for: .user(id), at: now, tx)
        return Recorded(
            NewTokenReply(stored: stored, token: token),
            stored.changed(isMade: true, of: id, .user)
        )
    }
}
