import Access
import Audit
import Postgres
import Tenancy

/// Changes the caller's profile; the e-mail address is the user name, which only those who manage the instance may change.
struct PatchMe: APIOperation, Change {
    static let route: Route = "PATCH /api/v1/me"
    static let id = "patchCurrentUser"
    static let summary = "Update the caller's profile"
    static let permission = Permission(.user, .update)
    static let scope = Scope.own
    static let body = RequestBody.json()
    static let fields = ProfileRequest.fields

    let profile: ProfileRequest

    init(_ request: Request) throws {
        self.profile = try ProfileRequest(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<MeReply> {
        let before = try await User.get(try principal.requireOwnProfile(), tx)
        // Who could take any address would be let in where another is meant.
        guard principal.isSuperadmin || profile.email == nil || profile.email == before.email else {
            throw AccessError.notAllowed("only those who manage the instance can change an e-mail address")
        }
        let after = profile.applied(to: before)
        try await after.update(tx)
        return Recorded(MeReply(user: after), after.changed(from: before, to: after))
    }
}
