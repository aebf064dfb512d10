import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Changes the caller's password; the caller's other sessions end.
struct ChangeMyPassword: APIOperation, PreparedChange {
    static let route: Route = "PUT /api/v1/me/password"
    static let id = "updateCurrentUserPassword"
    static let summary = "Change the caller's password"
    static let permission = Permission(.user, .update)
    static let scope = Scope.own
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("oldPassword", "string", required: true, "The present password."),
        .body("newPassword", "string", required: true, "The new password."),
    ]

    let old: String
    let new: String
    let passwords: Passwords
    var oldHash: String?
    var newHash: String?

    init(_ request: Request) throws {
        var fields = try request.fields()
        let old = fields.required("oldPassword", .string(length: 1...PasswordPolicy.maximumBytes))
        let new = fields.required("newPassword", .string(length: 1...PasswordPolicy.maximumBytes))
        (self.old, self.new) = try fields.finish(old, new)
        self.passwords = request.services.passwords
    }

    mutating func gather(by principal: Principal, in tx: borrowing Transaction) async throws {
        oldHash = try await Account.passwordHash(of: principal.requireOwnProfile(), tx)
    }

    mutating func prepare() async throws {
        guard try await passwords.verify(old, against: oldHash) else { throw Self.wrong }
        newHash = try await passwords.hash(new)
    }

    private static let wrong = AccessError.invalid(field: "oldPassword", message: "is not the present password")

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<JSON> {
        let account = try principal.requireOwnProfile()
        guard let oldHash, let newHash else { throw Self.wrong }
        try await Account.changePassword(newHash, replacing: oldHash, of: account, keeping: principal.proof, tx)
        return Recorded([:], RecordedChange(resource: .user, id: account.description))
    }
}
