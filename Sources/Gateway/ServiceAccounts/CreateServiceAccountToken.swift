import Access
import Audit
import Daemon
import HTTP
import Postgres
import Tenancy

/// Makes a token of a service account.
struct CreateServiceAccountToken: APIOperation, Change {
    static let route: Route = "POST /api/v1/service-accounts/{id}/api-tokens"
    static let id = "createApiTokensForServiceAccount"
    static let summary = "Create an API token of a service account"
    static let permission = Permission(.serviceAccount, .update)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields = TokenRequest.fields

    let id: Account.ID
    let draft: APIToken.Draft
    let now: Instant

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.draft = try TokenRequest(request).draft
        self.now = request.call.arrivedAt
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NewTokenReply> {
        _ = try await ServiceAccount.get(id, tx)
        let (stored, token) = try await APIToken.create(draft, for: .serviceAccount(id), at: now, tx)
        return Recorded(
            NewTokenReply(stored: stored, token: token),
            stored.changed(isMade: true, of: id, .serviceAccount)
        )
    }
}
