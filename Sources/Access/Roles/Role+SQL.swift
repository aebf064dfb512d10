import JSON
package import Postgres
package import Tenancy

extension Role {
    /// What roles can be searched by.
    package static let scheme = SearchScheme(
        filters: [
            .query: .key("r.name_key"), .name: .key("r.name_key"), .id: .uuid("r.role_id"),
            .created: .instant("r.created_at"), .updated: .instant("r.updated_at"),
        ],
        sorts: [
            "name": "r.name_key", "description": "r.description", "isDefault": "r.is_default",
            "created": "r.created_at",
        ],
        tieBreaker: "r.name_key"
    )

    private static let columns: SQL = "r.role_id, r.name, r.description, r.is_default, r.template, r.permissions"

    init(_ row: Row, templates: RoleTemplates) throws(DatabaseError) {
        self.id = try row.decode("role_id")
        self.name = try row.decode("name")
        self.description = try row.decode("description")
        self.isDefault = try row.decode("is_default")
        self.template = try row.decode("template")
        self.permissions = PermissionSet(
            template: template,
            stored: try row.decode("permissions"),
            templates: templates
        )
    }

    /// The page of roles that a search finds.
    package static func find(
        _ search: Search,
        in tenant: Tenant.ID,
        templates: RoleTemplates,
        _ tx: borrowing Transaction
    ) async throws -> Found<Role> {
        try await tx.find(columns, from: "role r where r.tenant_id = \(tenant)", search, by: scheme) {
            row throws(DatabaseError) in try Role(row, templates: templates)
        }
    }

    /// The roles of some identifiers; those that are not there are left out.
    package static func list(
        _ ids: [ID],
        in tenant: Tenant.ID,
        templates: RoleTemplates,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [Role] {
        let rows = try await tx.query(
            "select \(columns) from role r where r.tenant_id = \(tenant) and r.role_id = any(\(ids)) order by r.name_key"
        )
        return try rows.map { row throws(DatabaseError) in try Role(row, templates: templates) }
    }

    /// A role, kept as it is until the transaction ends.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func lock(
        _ id: ID,
        in tenant: Tenant.ID,
        templates: RoleTemplates,
        _ tx: borrowing Transaction
    ) async throws -> Role {
        let rows = try await tx.query(
            "select \(columns) from role r where r.tenant_id = \(tenant) and r.role_id = \(id) for update"
        )
        guard let row = rows.first else { throw AccessError.notFound }
        return try Role(row, templates: templates)
    }

    /// A role.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func get(
        _ id: ID,
        in tenant: Tenant.ID,
        templates: RoleTemplates,
        _ tx: borrowing Transaction
    ) async throws -> Role {
        guard let role = try await list([id], in: tenant, templates: templates, tx).first else {
            throw AccessError.notFound
        }
        return role
    }

    /// Makes a role of the tenant's own.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if the name is taken.
    package func create(in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        try await refusingTakenName { () throws(DatabaseError) in
            try await tx.execute(
                """
                insert into role (tenant_id, role_id, name, name_key, description, is_default, permissions)
                values (\(tenant), \(id), \(name), \(Account.key(of: name)), \(description), \(isDefault), \(stored))
                """
            )
        }
    }

    /// Changes all of a role but its identifier; whoever is bound to it has the new rights at once.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if the name is taken.
    package func update(in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        try await refusingTakenName { () throws(DatabaseError) in
            try await tx.execute(
                """
                update role
                set name = \(name), name_key = \(Account.key(of: name)), description = \(description), is_default = \(isDefault),
                  permissions = \(stored), revision = revision + 1, updated_at = now()
                where tenant_id = \(tenant) and role_id = \(id)
                """
            )
        }
        try Self.touch(tenant, tx)
    }

    /// Deletes a role.
    ///
    /// - Throws: ``AccessError/inUse(_:)`` if it is bound.
    package static func delete(_ id: ID, in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        let bound = AccessError.inUse("the role is bound; delete its bindings first")
        try await AccessError.explaining(["binding_role_fkey": bound]) { () throws(DatabaseError) in
            _ = try await tx.execute("delete from role where tenant_id = \(tenant) and role_id = \(id)")
        }
        try touch(tenant, tx)
    }

    /// Makes what is kept in memory of the rights in a tenant stale, for all of its accounts.
    package static func touch(_ tenant: Tenant.ID, _ tx: borrowing Transaction) throws(DatabaseError) {
        try tx.enqueue("update tenant set access_version = access_version + 1 where tenant_id = \(tenant)")
    }

    private var stored: JSONB { JSONB(permissions.json.serialized()) }

    private func refusingTakenName(_ body: () async throws(DatabaseError) -> Int) async throws {
        let taken = AccessError.exists(field: "name", value: name)
        _ = try await AccessError.explaining(["role_name_key": taken], body)
    }
}
