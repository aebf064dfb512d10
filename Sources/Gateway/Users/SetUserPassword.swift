import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Gives a user another password; the user's sessions end.
struct SetUserPassword: APIOperation, PreparedChange {
    static let route: Route = "PATCH /api/v1/users/{id}/password"
    static let id = "patchUserPassword"
    static let summary = "Update a user's password"
    static let permission = Permission(.user, .update)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [.body("password", "string", required: true, "The password.")]

    let id: Account.ID
    let password: String
    let passwords: Passwords
    var hash: String?

    init(_ request: Request) throws {
        self.id = try request.identifier()
        var fields = try request.fields()
        let password = fields.required("password", .string)
        self.password = try fields.finish(password)
        self.passwords = request.services.passwords
    }

    mutating func prepare() async throws {
        hash = try await passwords.hash(password)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<UserReply> {
        let before = try await User.get(id, tx)
        try await Account.setPassword(hash, of: before, tx)
        let after = try await User.get(id, tx)
        return Recorded(UserReply(user: after), after.changed(from: before, to: after))
    }
}
