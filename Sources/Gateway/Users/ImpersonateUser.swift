import Access
import Audit
import Crypto
import Daemon
import JSON
import Postgres
import Tenancy

/// Begins a session in which the caller acts in a user's name, and answers with its cookies.
struct ImpersonateUser: APIOperation, Change {
    static let route: Route = "POST /api/v1/users/{id}/impersonate"
    static let id = "impersonate"
    static let summary = "Impersonate a user"
    static let permission = Permission(.user, .impersonate)
    static let scope = Scope.instance

    let id: Account.ID
    let source: Call.Source
    let now: Instant
    let policy: SessionPolicy
    let isSecure: Bool
    let token: String

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.source = request.call.source
        self.now = request.call.arrivedAt
        self.policy = request.services.sessions
        self.isSecure = request.isSecure
        self.token = request.services.crossSiteGuard.token()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<SessionReply> {
        let user = try await User.get(id, tx)
        guard let impersonator = principal.account, principal.kind == .user else {
            throw AccessError.notAllowed("only a user can act in another's name")
        }
        guard !user.isSuperadmin else {
            throw AccessError.notAllowed("nobody can act in the name of another who manages the instance")
        }
        let (session, new) = try await Account.impersonate(
            id,
            by: impersonator,
            from: source,
            policy: policy,
            at: now,
            tx
        )
        let recorded: JSON = [
            "id": JSON(session.description), "account": JSON(id.description),
            "impersonator": JSON(impersonator.description), "expiresAt": JSON(new.expiresAt.description),
        ]
        return Recorded(
            SessionReply(session: new, isSecure: isSecure, token: token),
            RecordedChange(resource: .user, kind: "session", id: id.description, after: recorded)
        )
    }
}
