import Access
import Audit
import Postgres
import Tenancy

/// Writes a user's profile, and its flags, password, tenants and groups where they are given.
struct UpdateUser: APIOperation, PreparedChange {
    static let route: Route = "PUT /api/v1/users/{id}"
    static let id = "updateUser"
    static let summary = "Update a user"
    static let permission = Permission(.user, .update)
    static let scope = Scope.instance
    static let body = RequestBody.json()
    static let fields = UserRequest.fields

    let id: Account.ID
    let user: UserRequest
    let passwords: Passwords
    var hash: String?

    init(_ request: Request) throws {
        self.id = try request.identifier()
        self.user = try UserRequest(request)
        self.passwords = request.services.passwords
    }

    mutating func prepare() async throws {
        if let password = user.password {
            hash = try await passwords.hash(password)
        }
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<UserReply> {
        let before = try await User.get(id, tx)
        var after = before
        after.rename(to: user.email)
        after.firstName = user.firstName
        after.lastName = user.lastName
        after.isRestricted = user.isRestricted ?? before.isRestricted
        try await after.update(tx)
        if let isSuperadmin = user.isSuperadmin, isSuperadmin != before.isSuperadmin {
            try principal.requireOther(than: id)
            try await Account.setSuperadmin(isSuperadmin, of: id, tx)
        }
        if let hash { try await Account.setPassword(hash, of: after, tx) }
        if let tenants = user.tenants { try await Account.setTenants(tenants, of: id, tx) }
        if let groups = user.groups { try await Account.setGroups(groups, of: id, tx) }
        after = try await User.get(id, tx)
        return Recorded(UserReply(user: after), after.changed(from: before, to: after))
    }
}
