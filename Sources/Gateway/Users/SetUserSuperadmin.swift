import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Says whether a user manages the instance.
struct SetUserSuperadmin: APIOperation, Change {
    static let route: Route = "PATCH /api/v1/users/{id}/superadmin"
    static let id = "patchUserSuperAdmin"
    static let summary = "Make a user manage the instance"
    static let permission = Permission(.user, .update)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body(
            "superAdmin",
            "boolean",
            required: true,
            "Whether the account manages the instance; `instanceOwner` is the same."
        )
    ]

    let id: Account.ID
    let isSuperadmin: Bool

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.isSuperadmin = try request.superadmin()
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<JSON> {
        let before = try await User.get(id, tx)
        guard isSuperadmin != before.isSuperadmin else { return Recorded([:], []) }
        try principal.requireOther(than: id)
        try await Account.setSuperadmin(isSuperadmin, of: id, tx)
        var after = before
        after.isSuperadmin = isSuperadmin
        return Recorded([:], after.changed(from: before, to: after))
    }
}
