import JSON
package import Postgres
package import Tenancy

extension TenantMember {
    /// What the accounts of a tenant can be searched by.
    package static let scheme = SearchScheme(
        filters: [
            .query: .key("a.username_key"), .username: .key("a.username_key"), .name: .key("a.username_key"),
            .email: .key("a.username_key"), .id: .uuid("a.account_id"), .userID: .uuid("a.account_id"),
            .created: .instant("a.created_at"),
        ],
        sorts: [
            "username": "a.username_key", "name": "a.username_key", "displayName": "a.display_name",
            "created": "a.created_at",
        ],
        tieBreaker: "a.username_key, a.account_id"
    )

    /// The groups of the row `a` of `tenant_access`, as one column.
    static let groups: SQL = """
        coalesce((
          select jsonb_agg(jsonb_build_array(g.group_id, g.name, g.integration_id is not null, x.membership) order by g.name_key)
          from group_member x join user_group g on g.tenant_id = x.tenant_id and g.group_id = x.group_id
          where x.tenant_id = a.tenant_id and x.account_id = a.account_id
        ), '[]') as groups
        """

    /// Reads the column of ``groups``.
    static func groups(of row: Row) throws(DatabaseError) -> [UserGroup.GroupMembership] {
        let groups = try row.decode("groups", as: JSONB.self)
        return ((try? JSON(parsing: groups.bytes))?.array ?? []).compactMap(UserGroup.GroupMembership.init)
    }

    private static let columns: SQL = "a.account_id, a.username, a.display_name, a.active, d.description, \(groups)"

    private static func source(_ kind: Account.Kind, _ tenant: Tenant.ID) -> SQL {
        let description: SQL =
            kind == .user
            ? "(select null::text as description) d" : "lateral describe_service_account(a.account_id) d"
        return """
            tenant_access a cross join \(description)
            where a.tenant_id = \(tenant) and a.kind = \(kind.rawValue)
            """
    }

    init(_ row: Row) throws(DatabaseError) {
        self.id = try row.decode("account_id")
        self.username = try row.decode("username")
        self.displayName = try row.decode("display_name")
        self.description = try row.decode("description")
        self.isActive = try row.decode("active")
        self.groups = try Self.groups(of: row)
    }

    /// The page of accounts that a search finds.
    package static func find(
        _ search: Search,
        of kind: Account.Kind,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<TenantMember> {
        try await tx.find(columns, from: source(kind, tenant), search, by: scheme) { row throws(DatabaseError) in
            try TenantMember(row)
        }
    }

    /// The users of some identifiers; those that the tenant does not know are left out.
    package static func list(
        _ ids: [Account.ID],
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [TenantMember] {
        let rows = try await tx.query(
            """
            select \(columns) from \(source(.user, tenant)) and a.account_id = any(\(ids))
            order by a.username_key, a.account_id
            """
        )
        return try rows.map { row throws(DatabaseError) in try TenantMember(row) }
    }

    /// A user of the tenant.
    ///
    /// - Throws: ``AccessError/notFound`` if the tenant does not know it.
    package static func get(_ id: Account.ID, in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws
        -> TenantMember
    {
        guard let member = try await list([id], in: tenant, tx).first else { throw AccessError.notFound }
        return member
    }

    /// The roles of an account, its own and those of its groups.
    package static func assignments(
        of id: Account.ID,
        in tenant: Tenant.ID,
        templates: RoleTemplates,
        _ tx: borrowing Transaction
    ) async throws -> [Assignment] {
        try await assignments(
            """
            select binding_id, role_id, group_id, namespace from binding
            where tenant_id = \(tenant) and account_id = \(id)
            union all
            select b.binding_id, b.role_id, b.group_id, b.namespace
            from group_member m join binding b on b.tenant_id = m.tenant_id and b.group_id = m.group_id
            where m.tenant_id = \(tenant) and m.account_id = \(id)
            """,
            in: tenant,
            templates: templates,
            tx
        )
    }

    /// The roles of some groups.
    package static func assignments(
        ofGroups groups: some Sequence<UserGroup.ID>,
        in tenant: Tenant.ID,
        templates: RoleTemplates,
        _ tx: borrowing Transaction
    ) async throws -> [Assignment] {
        try await assignments(
            """
            select binding_id, role_id, group_id, namespace from binding
            where tenant_id = \(tenant) and group_id = any(\(Array(groups)))
            """,
            in: tenant,
            templates: templates,
            tx
        )
    }

    private static func assignments(
        _ bound: SQL,
        in tenant: Tenant.ID,
        templates: RoleTemplates,
        _ tx: borrowing Transaction
    ) async throws -> [Assignment] {
        let rows = try await tx.query(
            """
            with bound as (\(bound))
            select b.binding_id, b.group_id, b.namespace::text as namespace,
              r.role_id, r.name, r.description, r.is_default, r.template, r.permissions
            from bound b join role r on r.tenant_id = \(tenant) and r.role_id = b.role_id
            order by r.name_key, b.binding_id
            """
        )
        return try rows.map { row throws(DatabaseError) in
            Assignment(
                role: try Role(row, templates: templates),
                namespace: try row.decode("namespace", as: String?.self).flatMap { Namespace.Name($0) },
                binding: try row.decode("binding_id"),
                group: try row.decode("group_id")
            )
        }
    }
}

extension Principal {
    /// Refuses to hand on roles that hold more than the caller may do itself.
    ///
    /// - Throws: ``GateError/denied(_:namespace:)`` for a right that the caller lacks.
    package func requireRights(of assignments: [TenantMember.Assignment]) throws(GateError) {
        for assignment in assignments {
            try requireRights(assignment.role.permissions, in: assignment.namespace)
        }
    }
}

extension TenantMember {
    /// Who a tenant is about to let in.
    package struct Candidate: Sendable {
        /// The account.
        package var id: Account.ID
        /// The user name.
        package var username: String
        /// The name that people see.
        package var displayName: String
    }

    /// The user of an e-mail address.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func candidate(named email: String, _ tx: borrowing Transaction) async throws -> Candidate {
        let rows = try await tx.query(
            "select account_id, username, display_name from find_user(\(Account.key(of: email)))"
        )
        guard let row = rows.first else { throw AccessError.notFound }
        return Candidate(
            id: try row.decode("account_id"),
            username: try row.decode("username"),
            displayName: try row.decode("display_name")
        )
    }

    /// The user of an identifier: one that the tenant knows or made, one of no tenant, or anybody for who manages the instance.
    ///
    /// - Throws: ``AccessError/notFound``, also for a user of another tenant.
    package static func candidate(_ id: Account.ID, by principal: Principal, _ tx: borrowing Transaction) async throws
        -> Candidate
    {
        let rows = try await tx.query(
            "select username, display_name from identify_user(\(id), \(principal.isSuperadmin))"
        )
        guard let row = rows.first else { throw AccessError.notFound }
        return Candidate(id: id, username: try row.decode("username"), displayName: try row.decode("display_name"))
    }

    /// Gives a user access, and the roles that all who come get; answers whether it had none before.
    package static func admit(
        _ candidate: Candidate,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Bool {
        let count = try await tx.execute(
            """
            insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
            values (
              \(tenant), \(candidate.id), 'user', \(candidate.username), \(Account.key(of: candidate.username)),
              \(candidate.displayName)
            )
            on conflict (tenant_id, account_id) do nothing
            """
        )
        guard count > 0 else { return false }
        try tx.enqueue(
            """
            insert into binding (tenant_id, binding_id, account_id, role_id)
            select \(tenant), gen_random_uuid(), \(candidate.id), r.role_id
            from role r where r.tenant_id = \(tenant) and r.is_default
            """
        )
        return true
    }

    /// Ends a user's access with its bindings, memberships and tokens, and what it holds elsewhere if it has no other tenant.
    package static func expel(_ id: Account.ID, from tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        _ = try await tx.batch([
            "select end_access(\(id))",
            "delete from tenant_access where tenant_id = \(tenant) and account_id = \(id) and kind = 'user'",
        ])
    }

    /// Makes an account a member of some groups of the tenant, and of no others but those that an identity provider keeps.
    ///
    /// - Throws: ``AccessError/notFound`` if one of the groups is not there; ``AccessError/managed(_:)`` for one that an identity
    ///   provider keeps.
    package static func setGroups(
        _ groups: [UserGroup.ID],
        of id: Account.ID,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws {
        let rows = try await tx.query(
            """
            select g.integration_id is not null and not exists (
              select from group_member x
              where x.tenant_id = g.tenant_id and x.group_id = g.group_id and x.account_id = \(id)
            ) as external
            from user_group g where g.tenant_id = \(tenant) and g.group_id = any(\(groups))
            """
        )
        guard rows.count == Set(groups).count else { throw AccessError.notFound }
        for row in rows where try row.decode("external", as: Bool.self) {
            throw AccessError.managed("a group that an identity provider provisions")
        }
        _ = try await tx.query(
            """
            with gone as (
              delete from group_member m using user_group g
              where m.tenant_id = \(tenant) and m.account_id = \(id)
                and g.tenant_id = \(tenant) and g.group_id = m.group_id and g.integration_id is null
                and not (m.group_id = any(\(groups)))
              returning m.account_id
            ), come as (
              insert into group_member (tenant_id, group_id, account_id)
              select \(tenant), unnest(\(groups)), \(id)
              on conflict (tenant_id, group_id, account_id) do nothing
              returning account_id
            )
            update tenant_access set access_version = access_version + 1
            where tenant_id = \(tenant) and account_id in (select account_id from gone union select account_id from come)
            """
        )
    }
}
