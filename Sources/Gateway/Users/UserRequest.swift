import Access
import JSON
import Tenancy

/// The contract's `ApiCreateOrUpdateUserRequest`.
struct UserRequest: Sendable {
    let email: String
    let firstName: String?
    let lastName: String?
    let password: String?
    let isSuperadmin: Bool?
    let isRestricted: Bool?
    let tenants: [Tenant.Slug]?
    let groups: [UserGroup.ID]?

    static let fields: [FieldDescription] = [
        .body("email", "string", required: true, "The e-mail address, which is the user name."),
        .body("firstName", "string", "The first name."),
        .body("lastName", "string", "The last name."),
        .body("password", "string", "A password; if it is left out, it stays as it is."),
        .body("superAdmin", "boolean", "Whether the user manages the instance; `instanceOwner` is the same."),
        .body("restricted", "boolean", "Whether the user may not change its own profile, password and tokens."),
        .body("tenants", "[string]", "The tenants that the user has access to; if it is left out, they stay."),
        .body("groups", "[string]", "The groups that the user is in; if it is left out, they stay."),
    ]

    init(_ request: Request) throws {
        var fields = try request.fields()
        let email = fields.required("email", .email)
        self.firstName = fields.optional("firstName", .string(length: 0...255))
        self.lastName = fields.optional("lastName", .string(length: 0...255))
        self.password = fields.optional("password", .string)
        self.isSuperadmin = fields.superadmin()
        self.isRestricted = fields.optional("restricted", .bool)
        self.tenants = fields.optional(
            "tenants",
            .list(of: .text("the name of a tenant") { Tenant.Slug($0) }, count: 0...1000)
        )
        self.groups = fields.optional("groups", .list(of: .identifier(), count: 0...1000))
        self.email = try fields.finish(email)
    }
}

/// The contract's `ApiUserDetailsRequest`: what is left out stays.
struct ProfileRequest: Sendable {
    let firstName: JSONField<String>
    let lastName: JSONField<String>
    let email: String?

    static let fields: [FieldDescription] = [
        .body("firstName", "string", "The first name."),
        .body("lastName", "string", "The last name."),
        .body("email", "string", "The e-mail address, which is the user name."),
    ]

    init(_ request: Request) throws {
        var fields = try request.fields()
        self.firstName = fields.field("firstName", .string(length: 0...255))
        self.lastName = fields.field("lastName", .string(length: 0...255))
        self.email = fields.unlessAbsent("email", .email)
        _ = try fields.finish()
    }

    /// The user after the change.
    func applied(to user: User) -> User {
        var user = user
        user.firstName = firstName.applied(to: user.firstName)
        user.lastName = lastName.applied(to: user.lastName)
        if let email { user.rename(to: email) }
        return user
    }
}

extension User {
    /// Gives the user another e-mail address, which is the user name from then on.
    mutating func rename(to email: String) {
        guard email != self.email else { return }
        self.email = email
        self.username = email
    }
}
