import JSON
package import Postgres
package import Tenancy

extension TenantServiceAccount {
    static func taken(_ name: String) -> [String: AccessError] {
        let taken = AccessError.exists(field: "name", value: name)
        return ["account_service_name": taken, "tenant_access_name": taken]
    }

    /// A service account that the tenant knows.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func get(_ id: Account.ID, in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws
        -> TenantServiceAccount
    {
        let rows = try await tx.query(
            """
            select a.username, d.description, d.superadmin, d.is_own, \(TenantMember.groups)
            from tenant_access a cross join lateral describe_service_account(a.account_id) d
            where a.tenant_id = \(tenant) and a.account_id = \(id) and a.kind = 'service_account'
            """
        )
        guard let row = rows.first else { throw AccessError.notFound }
        return TenantServiceAccount(
            id: id,
            name: try row.decode("username"),
            description: try row.decode("description"),
            isSuperadmin: try row.decode("superadmin"),
            isOwn: try row.decode("is_own"),
            groups: try TenantMember.groups(of: row)
        )
    }

    /// Makes a service account of the tenant.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if the name is taken.
    package static func create(
        _ id: Account.ID,
        name: String,
        description: String?,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws {
        let key = Account.key(of: name)
        try await AccessError.explaining(taken(name)) { () throws(DatabaseError) in
            _ = try await tx.batch([
                "select create_service_account(\(id), \(name), \(key), \(description))",
                """
                insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
                values (\(tenant), \(id), 'service_account', \(name), \(key), \(name))
                """,
            ])
        }
    }

    /// Gives a service account of the tenant another name and description.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if the name is taken.
    package static func update(
        _ id: Account.ID,
        name: String,
        description: String?,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws {
        let key = Account.key(of: name)
        try await AccessError.explaining(taken(name)) { () throws(DatabaseError) in
            _ = try await tx.batch([
                "select update_service_account(\(id), \(name), \(key), \(description))",
                """
                update tenant_access set username = \(name), username_key = \(key), display_name = \(name)
                where tenant_id = \(tenant) and account_id = \(id)
                """,
            ])
        }
    }

    /// Deletes a service account of the tenant with its tokens and bindings.
    ///
    /// - Throws: ``AccessError/inUse(_:)`` if something stands on the account.
    package static func delete(_ id: Account.ID, _ tx: borrowing Transaction) async throws {
        try await AccessError.explaining(Account.standing) { () throws(DatabaseError) in
            _ = try await tx.query("select delete_service_account(\(id))")
        }
    }
}
