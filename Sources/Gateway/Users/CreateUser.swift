import Access
import Audit
import HTTP
import Postgres
import Tenancy

/// Makes a user, with access to tenants and a password if they are given.
struct CreateUser: APIOperation, PreparedChange {
    static let route: Route = "POST /api/v1/users"
    static let id = "createUser"
    static let summary = "Create a user"
    static let permission = Permission(.user, .create)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields = UserRequest.fields
    static let status = Status.created

    let user: UserRequest
    let passwords: Passwords
    var hash: String?

    init(_ request: Request) throws {
        self.user = try UserRequest(request)
        self.passwords = request.services.passwords
    }

    mutating func prepare() async throws {
        if let password = user.password {
            hash = try await passwords.hash(password)
        }
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<UserReply> {
        var made = User(email: user.email, firstName: user.firstName, lastName: user.lastName)
        made.isSuperadmin = user.isSuperadmin ?? false
        made.isRestricted = user.isRestricted ?? false
        try await made.create(passwordHash: hash, tx)
        try await Account.setTenants(user.tenants ?? [], of: made.id, tx)
        try await Account.setGroups(user.groups ?? [], of: made.id, tx)
        let after = try await User.get(made.id, tx)
        return Recorded(UserReply(user: after), after.changed(from: nil, to: after))
    }
}
