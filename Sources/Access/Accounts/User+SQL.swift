import JSON
package import Postgres
import Tenancy

// These statements run in transactions of the instance.
extension User {
    /// What users can be searched by.
    package static let scheme = SearchScheme(
        filters: [
            .query: .key("a.username_key"), .username: .key("a.username_key"), .email: .text("a.email"),
            .id: .uuid("a.account_id"), .superAdmin: .bool("a.superadmin"), .created: .instant("a.created_at"),
            .updated: .instant("a.updated_at"),
        ],
        sorts: [
            "username": "a.username_key", "email": "a.email", "firstName": "a.first_name", "lastName": "a.last_name",
            "created": "a.created_at",
        ],
        tieBreaker: "a.username_key, a.account_id"
    )

    private static let columns: SQL = """
        a.account_id, a.kind, a.username, a.email, a.first_name, a.last_name, a.superadmin, a.restricted,
        a.password_hash is not null as has_password,
        coalesce((
          select jsonb_agg(jsonb_build_array(t.slug, t.name) order by t.slug)
          from tenant_access m join tenant t on t.tenant_id = m.tenant_id
          where m.account_id = a.account_id and t.deleted_at is null
        ), '[]') as tenants,
        coalesce((
          select jsonb_agg(jsonb_build_array(g.group_id, t.slug, g.membership = 'OWNER') order by t.slug, g.group_id)
          from tenant_access m join tenant t on t.tenant_id = m.tenant_id
            join group_member g on g.tenant_id = m.tenant_id and g.account_id = m.account_id
          where m.account_id = a.account_id and t.deleted_at is null
        ), '[]') as groups
        """

    init(_ row: Row) throws(DatabaseError) {
        self.id = try row.decode("account_id")
        self.kind = try row.decode("kind", as: String.self) == Account.Kind.user.rawValue ? .user : .serviceAccount
        self.username = try row.decode("username")
        self.email = try row.decode("email")
        self.firstName = try row.decode("first_name")
        self.lastName = try row.decode("last_name")
        self.isSuperadmin = try row.decode("superadmin")
        self.isRestricted = try row.decode("restricted")
        self.hasPassword = try row.decode("has_password")
        let tenants = try row.decode("tenants", as: JSONB.self)
        self.tenants = ((try? JSON(parsing: tenants.bytes))?.array ?? []).compactMap(TenantName.init)
        let groups = try row.decode("groups", as: JSONB.self)
        self.groups = ((try? JSON(parsing: groups.bytes))?.array ?? []).compactMap(Group.init)
    }

    /// The page of users that a search finds.
    package static func find(_ search: Search, _ tx: borrowing Transaction) async throws -> Found<User> {
        try await tx.find(columns, from: "account a where a.kind = 'user'", search, by: scheme) {
            row throws(DatabaseError) in try User(row)
        }
    }

    /// A user.
    ///
    /// - Throws: ``AccessError/notFound``, also for a service account.
    package static func get(_ id: Account.ID, _ tx: borrowing Transaction) async throws -> User {
        let user = try await getAny(id, tx)
        guard user.kind == .user else { throw AccessError.notFound }
        return user
    }

    /// An account of any kind.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func getAny(_ id: Account.ID, _ tx: borrowing Transaction) async throws -> User {
        let rows = try await tx.query("select \(columns) from account a where a.account_id = \(id)")
        guard let row = rows.first else { throw AccessError.notFound }
        return try User(row)
    }

    /// Makes a user.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if the e-mail address is taken.
    package func create(passwordHash: String?, _ tx: borrowing Transaction) async throws {
        try await AccessError.explaining(takenName) { () throws(DatabaseError) in
            _ = try await tx.execute(
                """
                insert into account (
                  account_id, kind, username, username_key, email, first_name, last_name, superadmin, restricted, password_hash
                )
                values (
                  \(id), 'user', \(username), \(Account.key(of: username)), \(email), \(firstName), \(lastName),
                  \(isSuperadmin), \(isRestricted), \(passwordHash)
                )
                """
            )
        }
    }

    /// Writes the profile and the flags, and the names that tenants show.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if the e-mail address is taken.
    package func update(_ tx: borrowing Transaction) async throws {
        try await AccessError.explaining(takenName) { () throws(DatabaseError) in
            _ = try await tx.batch([
                """
                update account
                set username = \(username), username_key = \(Account.key(of: username)), email = \(email),
                  first_name = \(firstName), last_name = \(lastName), restricted = \(isRestricted),
                  updated_at = now(), revision = revision + 1
                where account_id = \(id)
                """,
                """
                update tenant_access
                set username = \(username), username_key = \(Account.key(of: username)), display_name = \(displayName)
                where account_id = \(id)
                """,
            ])
        }
    }

    /// Deletes a user with all its access, sessions and tokens.
    ///
    /// - Throws: ``AccessError/inUse(_:)`` if something stands on the account.
    package static func delete(_ id: Account.ID, _ tx: borrowing Transaction) async throws {
        try await AccessError.explaining(Account.standing) { () throws(DatabaseError) in
            _ = try await tx.execute("delete from account where account_id = \(id)")
        }
    }

    private var takenName: [String: AccessError] {
        let taken = AccessError.exists(field: "email", value: email ?? username)
        return ["account_user_name": taken, "tenant_access_name": taken]
    }
}

extension Account {
    /// What an account that cannot be deleted is needed for.
    static let standing: [String: AccessError] = [
        "security_integration_account_fkey": .inUse("a security integration works with the account")
    ]
}

extension User.TenantName {
    init?(_ json: JSON) {
        guard let slug = json[0]?.string, let name = json[1]?.string else { return nil }
        self.init(slug: slug, name: name)
    }
}

extension User.Group {
    fileprivate init?(_ json: JSON) {
        guard let id = json[0]?.string.flatMap(UserGroup.ID.init), let tenant = json[1]?.string,
            let isOwner = json[2]?.bool
        else { return nil }
        self.init(id: id, tenant: tenant, isOwner: isOwner)
    }
}
