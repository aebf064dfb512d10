import Access
import Audit
import Postgres
import Tenancy

/// Changes a user's profile.
struct PatchUser: APIOperation, Change {
    static let route: Route = "PATCH /api/v1/users/{id}"
    static let id = "patchUser"
    static let summary = "Update a user's details"
    static let permission = Permission(.user, .update)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields = ProfileRequest.fields

    let id: Account.ID
    let profile: ProfileRequest

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.profile = try ProfileRequest(request)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<UserReply> {
        let before = try await User.get(id, tx)
        let after = profile.applied(to: before)
        try await after.update(tx)
        return Recorded(UserReply(user: after), after.changed(from: before, to: after))
    }
}
