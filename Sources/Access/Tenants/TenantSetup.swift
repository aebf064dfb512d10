package import Postgres
package import Tenancy

/// Makes a tenant that can be used at once: with its managed roles, and somebody who administers it.
package struct TenantSetup: Sendable {
    /// The tenant's name in paths.
    package var slug: Tenant.Slug
    /// The tenant's name for people.
    package var name: String
    /// Names that no tenant may have, for a path of the service begins with them.
    package var reserved: Set<String>

    /// Says what tenant to make.
    package init(slug: Tenant.Slug, name: String, reserved: Set<String>) {
        self.slug = slug
        self.name = name
        self.reserved = reserved
    }

    /// Makes the tenant in a transaction of the instance, which works on the new tenant from then on.
    ///
    /// - Parameters:
    ///   - creator: The account that administers the tenant.
    ///   - templates: The managed roles.
    ///   - tx: A transaction of the instance.
    /// - Returns: The new tenant's identifier.
    /// - Throws: ``AccessError/exists(field:value:)`` if the name is taken or reserved.
    package func create(
        for creator: Account.ID,
        templates: RoleTemplates,
        _ tx: borrowing Transaction
    ) async throws -> Tenant.ID {
        let taken = AccessError.exists(field: "id", value: slug.description)
        guard !reserved.contains(slug.description) else { throw taken }
        let tenant = Tenant.ID.ordered()
        let roles = templates.all
        try await AccessError.explaining(["tenant_slug_live": taken]) { () throws(DatabaseError) in
            _ = try await tx.batch([
                "select set_config('reeve.tenant_id', \(tenant.description), true)",
                "insert into tenant (tenant_id, slug, name) values (\(tenant), \(slug.description), \(name))",
                """
                insert into role (tenant_id, role_id, name, name_key, description, template)
                select \(tenant), r.* from unnest(
                  \(roles.map { _ in Role.ID.ordered() }), \(roles.map(\.name)), \(roles.map { Account.key(of: $0.name) }),
                  \(roles.map(\.description)), \(roles.map(\.id))
                ) as r
                """,
                """
                insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
                select \(tenant), a.account_id, a.kind, a.username, a.username_key,
                  coalesce(nullif(concat_ws(' ', a.first_name, a.last_name), ''), a.username)
                from account a where a.account_id = \(creator)
                """,
                """
                insert into binding (tenant_id, binding_id, account_id, role_id)
                select \(tenant), \(Binding.ID.ordered()), \(creator), r.role_id
                from role r where r.tenant_id = \(tenant) and r.template = 'ADMIN'
                """,
            ])
        }
        return tenant
    }
}
