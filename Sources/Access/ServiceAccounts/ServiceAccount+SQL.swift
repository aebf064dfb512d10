import JSON
package import Postgres
import Tenancy

// These statements run in transactions of the instance.
extension ServiceAccount {
    /// What service accounts can be searched by.
    package static let scheme = SearchScheme(
        filters: [
            .query: .key("a.username_key"), .name: .key("a.username_key"), .username: .key("a.username_key"),
            .id: .uuid("a.account_id"), .superAdmin: .bool("a.superadmin"), .created: .instant("a.created_at"),
            .updated: .instant("a.updated_at"),
        ],
        sorts: ["name": "a.username_key", "description": "a.description", "created": "a.created_at"],
        tieBreaker: "a.username_key, a.account_id"
    )

    private static let columns: SQL = """
        a.account_id, a.username, a.description, a.superadmin,
        coalesce((
          select jsonb_agg(jsonb_build_array(t.slug, t.name) order by t.slug)
          from tenant_access m join tenant t on t.tenant_id = m.tenant_id
          where m.account_id = a.account_id and t.deleted_at is null
        ), '[]') as tenants
        """

    init(_ row: Row) throws(DatabaseError) {
        self.id = try row.decode("account_id")
        self.name = try row.decode("username")
        self.description = try row.decode("description")
        self.isSuperadmin = try row.decode("superadmin")
        let tenants = try row.decode("tenants", as: JSONB.self)
        self.tenants = ((try? JSON(parsing: tenants.bytes))?.array ?? []).compactMap(User.TenantName.init)
    }

    /// The page of service accounts that a search finds.
    package static func find(_ search: Search, _ tx: borrowing Transaction) async throws -> Found<ServiceAccount> {
        try await tx.find(columns, from: "account a where a.kind = 'service_account'", search, by: scheme) {
            row throws(DatabaseError) in try ServiceAccount(row)
        }
    }

    /// A service account.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func get(_ id: Account.ID, _ tx: borrowing Transaction) async throws -> ServiceAccount {
        let rows = try await tx.query(
            "select \(columns) from account a where a.account_id = \(id) and a.kind = 'service_account'"
        )
        guard let row = rows.first else { throw AccessError.notFound }
        return try ServiceAccount(row)
    }

    /// Makes a service account of the instance.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if the name is taken.
    package func create(_ tx: borrowing Transaction) async throws {
        try await AccessError.explaining(TenantServiceAccount.taken(name)) { () throws(DatabaseError) in
            _ = try await tx.execute(
                """
                insert into account (account_id, kind, username, username_key, description, superadmin)
                values (\(id), 'service_account', \(name), \(Account.key(of: name)), \(description), \(isSuperadmin))
                """
            )
        }
    }

    /// Gives a service account another name and description, in its tenants too.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if the name is taken.
    package func update(_ tx: borrowing Transaction) async throws {
        try await AccessError.explaining(TenantServiceAccount.taken(name)) { () throws(DatabaseError) in
            _ = try await tx.batch([
                """
                update account
                set username = \(name), username_key = \(Account.key(of: name)), description = \(description),
                  updated_at = now(), revision = revision + 1
                where account_id = \(id) and kind = 'service_account'
                """,
                """
                update tenant_access
                set username = \(name), username_key = \(Account.key(of: name)), display_name = \(name)
                where account_id = \(id)
                """,
            ])
        }
    }
}
