import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Says whether a user may change its own profile, password and tokens.
struct RestrictUser: APIOperation, Change {
    static let route: Route = "PATCH /api/v1/users/{id}/restricted"
    static let id = "patchUserDemo"
    static let summary = "Restrict a user"
    static let permission = Permission(.user, .update)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("restricted", "boolean", required: true, "Whether the user is restricted.")
    ]

    let id: Account.ID
    let isRestricted: Bool

    init(_ request: Request) throws {
        self.id = try request.identifier()
        var fields = try request.fields()
        let isRestricted = fields.required("restricted", .bool)
        self.isRestricted = try fields.finish(isRestricted)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<JSON> {
        let before = try await User.get(id, tx)
        var after = before
        after.isRestricted = isRestricted
        try await after.update(tx)
        return Recorded([:], after.changed(from: before, to: after))
    }
}
