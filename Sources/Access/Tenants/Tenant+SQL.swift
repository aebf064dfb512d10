import JSON
package import Postgres
package import Tenancy

extension Tenant {
    /// What tenants can be searched by.
    package static let scheme = SearchScheme(
        filters: [
            // Names are compared as they are written: they have no key of their own.
            .query: .text("t.slug::text"), .id: .text("t.slug::text"), .name: .text("t.name"),
            .created: .instant("t.created_at"), .updated: .instant("t.updated_at"),
        ],
        sorts: ["id": "t.slug", "name": "t.name", "created": "t.created_at"],
        tieBreaker: "t.slug"
    )

    private static let columns: SQL = "t.tenant_id, t.slug::text as slug, t.name, t.settings"

    /// The page of tenants that a search finds; for the instance.
    package static func find(_ search: Search, _ tx: borrowing Transaction) async throws -> Found<Profile> {
        try await tx.find(columns, from: "tenant t where t.deleted_at is null", search, by: scheme) {
            row throws(DatabaseError) in try Profile(row)
        }
    }

    /// The tenant of a name; for the instance.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func get(_ slug: Slug, _ tx: borrowing Transaction) async throws -> Profile {
        try await only(
            "select \(columns) from tenant t where t.slug = \(slug.description) and t.deleted_at is null",
            tx
        )
    }

    /// The tenant of a name, which stays as it is until the transaction ends; for the instance, which works on it from then on.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func enter(_ slug: Slug, _ tx: borrowing Transaction) async throws -> Profile {
        let profile = try await only(
            "select \(columns) from tenant t where t.slug = \(slug.description) and t.deleted_at is null for update",
            tx
        )
        try tx.enqueue("select set_config('reeve.tenant_id', \(profile.id.description), true)")
        return profile
    }

    /// The tenant of the transaction, which stays as it is until the transaction ends if it is to be changed.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func current(
        _ id: ID,
        toChange: Bool = false,
        _ tx: borrowing Transaction
    ) async throws -> Profile {
        let lock: SQL = toChange ? " for update" : ""
        return try await only(
            "select \(columns) from tenant t where t.tenant_id = \(id) and t.deleted_at is null\(lock)",
            tx
        )
    }

    private static func only(_ sql: SQL, _ tx: borrowing Transaction) async throws -> Profile {
        guard let row = try await tx.query(sql).first else { throw AccessError.notFound }
        return try Profile(row)
    }

    /// Gives a tenant an image.
    package static func setLogo(
        _ bytes: [UInt8],
        type: String,
        of tenant: ID,
        _ tx: borrowing Transaction
    ) throws(DatabaseError) {
        try tx.enqueue(
            """
            update tenant set logo = \(bytes), logo_type = \(type), revision = revision + 1, updated_at = now()
            where tenant_id = \(tenant)
            """
        )
    }

    /// Deletes a tenant and all that belongs to it but its audit records; for the instance, once it has entered the tenant.
    ///
    /// Its keys go first, so that no secret of it can be opened any more. A row without content stays, to
    /// which records refer; the name is free again. Service accounts of the tenant go, users stay: a password that the tenant
    /// chose for one is of no use any longer.
    package static func delete(_ tenant: ID, _ tx: borrowing Transaction) async throws(DatabaseError) {
        _ = try await tx.batch([
            "delete from secret_version where tenant_id = \(tenant)",
            "delete from data_key where tenant_id = \(tenant)",
            "delete from secret where tenant_id = \(tenant)",
            "delete from execution where tenant_id = \(tenant)",
            "delete from execution_message where tenant_id = \(tenant)",
            "delete from execution_pool where tenant_id = \(tenant)",
            "delete from execution_log where tenant_id = \(tenant)",
            "delete from flow where tenant_id = \(tenant)",
            "delete from binding where tenant_id = \(tenant)",
            "delete from role where tenant_id = \(tenant)",
            "delete from group_member where tenant_id = \(tenant)",
            "delete from user_group where tenant_id = \(tenant)",
            "delete from scim_user where tenant_id = \(tenant)",
            "delete from api_token where tenant_id = \(tenant)",
            "delete from security_integration where tenant_id = \(tenant)",
            "delete from tenant_access where tenant_id = \(tenant)",
            "delete from namespace where tenant_id = \(tenant)",
            "delete from account where kind = 'service_account' and home_tenant_id = \(tenant)",
            """
            delete from session s using account a
            where a.password_tenant_id = \(tenant) and s.account_id = a.account_id
            """,
            """
            update account set password_hash = null, password_tenant_id = null, revision = revision + 1, updated_at = now()
            where password_tenant_id = \(tenant)
            """,
            """
            update tenant
            set deleted_at = now(), settings = '{}', logo = null, logo_type = null, access_version = access_version + 1,
              revision = revision + 1, updated_at = now()
            where tenant_id = \(tenant)
            """,
        ])
    }
}

extension Tenant.Profile {
    init(_ row: Row) throws(DatabaseError) {
        let settings = try row.decode("settings", as: JSONB.self)
        let slug = try row.decode("slug", as: String.self)
        guard let slug = Tenant.Slug(slug) else {
            throw .decoding(column: "slug", reason: "holds a name that no tenant can have")
        }
        self.init(
            id: try row.decode("tenant_id"),
            slug: slug,
            name: try row.decode("name"),
            settings: ScopeSettings(JSON.stored(settings))
        )
    }

    /// Changes the name and the settings.
    package func update(_ tx: borrowing Transaction) throws(DatabaseError) {
        try tx.enqueue(
            """
            update tenant
            set name = \(name), settings = \(JSONB(JSON.object(settings.members).serialized())), revision = revision + 1,
              updated_at = now()
            where tenant_id = \(id)
            """
        )
    }
}

extension JSON {
    /// The object that a column holds; empty if it is none.
    static func stored(_ column: JSONB) -> JSONObject {
        (try? JSON(parsing: column.bytes))?.object ?? JSONObject()
    }
}
