package import Audit
import JSON
package import Postgres
package import Tenancy

extension UserGroup {
    /// What groups can be searched by.
    package static let scheme = SearchScheme(
        filters: [
            .query: .key("g.name_key"), .name: .key("g.name_key"), .id: .uuid("g.group_id"),
            .created: .instant("g.created_at"),
            .updated: .instant("g.updated_at"),
        ],
        sorts: ["name": "g.name_key", "description": "g.description", "created": "g.created_at"],
        tieBreaker: "g.name_key"
    )

    private static let columns: SQL = "g.group_id, g.name, g.description, i.name as integration"

    private static func source(_ tenant: Tenant.ID) -> SQL {
        """
        user_group g left join security_integration i on i.tenant_id = g.tenant_id and i.integration_id = g.integration_id
        where g.tenant_id = \(tenant)
        """
    }

    init(_ row: Row) throws(DatabaseError) {
        self.id = try row.decode("group_id")
        self.name = try row.decode("name")
        self.description = try row.decode("description")
        self.integration = try row.decode("integration")
    }

    /// The page of groups that a search finds.
    package static func find(
        _ search: Search,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<UserGroup> {
        try await tx.find(columns, from: source(tenant), search, by: scheme) { row throws(DatabaseError) in
            try UserGroup(row)
        }
    }

    /// The groups of some identifiers; those that are not there are left out.
    package static func list(
        _ ids: [ID],
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [UserGroup] {
        let rows = try await tx.query(
            "select \(columns) from \(source(tenant)) and g.group_id = any(\(ids)) order by g.name_key"
        )
        return try rows.map { row throws(DatabaseError) in try UserGroup(row) }
    }

    /// A group.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func get(_ id: ID, in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws -> UserGroup {
        guard let group = try await list([id], in: tenant, tx).first else { throw AccessError.notFound }
        return group
    }

    /// Makes a group.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if the name is taken.
    package func create(in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        try await refusingTakenName { () throws(DatabaseError) in
            try await tx.execute(
                """
                insert into user_group (tenant_id, group_id, name, name_key, description)
                values (\(tenant), \(id), \(name), \(Account.key(of: name)), \(description))
                """
            )
        }
    }

    /// Gives a group another name and description.
    ///
    /// - Throws: ``AccessError/exists(field:value:)`` if the name is taken.
    package func update(in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        try await refusingTakenName { () throws(DatabaseError) in
            try await tx.execute(
                """
                update user_group
                set name = \(name), name_key = \(Account.key(of: name)), description = \(description), revision = revision + 1, updated_at = now()
                where tenant_id = \(tenant) and group_id = \(id)
                """
            )
        }
    }

    /// Deletes a group with its memberships and bindings.
    package static func delete(_ id: ID, in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws(DatabaseError)
    {
        try await touchMembers(of: id, in: tenant, tx)
        try await tx.execute("delete from user_group where tenant_id = \(tenant) and group_id = \(id)")
    }

    /// Makes an account a member, or changes what it is in the group.
    package static func add(
        _ account: Account.ID,
        as membership: Membership,
        to group: ID,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) {
        try tx.enqueue(
            """
            insert into group_member (tenant_id, group_id, account_id, membership)
            values (\(tenant), \(group), \(account), \(membership.rawValue))
            on conflict (tenant_id, group_id, account_id) do update set membership = excluded.membership
            """
        )
        try await touch(account, in: tenant, tx)
    }

    /// Ends a membership; answers whether there was one.
    package static func remove(
        _ account: Account.ID,
        from group: ID,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Bool {
        let count = try await tx.execute(
            "delete from group_member where tenant_id = \(tenant) and group_id = \(group) and account_id = \(account)"
        )
        guard count > 0 else { return false }
        try await touch(account, in: tenant, tx)
        return true
    }

    /// Makes what is kept in memory of an account's rights in the tenant stale.
    package static func touch(_ account: Account.ID, in tenant: Tenant.ID, _ tx: borrowing Transaction)
        async throws(DatabaseError)
    {
        try tx.enqueue(
            """
            update tenant_access set access_version = access_version + 1
            where tenant_id = \(tenant) and account_id = \(account)
            """
        )
    }

    private static func touchMembers(of group: ID, in tenant: Tenant.ID, _ tx: borrowing Transaction)
        async throws(DatabaseError)
    {
        try tx.enqueue(
            """
            update tenant_access m set access_version = access_version + 1
            from group_member g
            where m.tenant_id = \(tenant) and g.tenant_id = \(tenant) and g.group_id = \(group) and m.account_id = g.account_id
            """
        )
    }

    private func refusingTakenName(_ body: () async throws(DatabaseError) -> Void) async throws {
        do {
            try await body()
        } catch let error where error.constraint == "user_group_name_key" {
            throw AccessError.exists(field: "name", value: name)
        }
    }
}

extension UserGroup {
    /// What the members of a group can be searched by.
    package static let memberScheme = SearchScheme(
        filters: [.query: .key("a.username_key"), .username: .key("a.username_key"), .id: .uuid("a.account_id")],
        sorts: ["username": "a.username_key", "displayName": "a.display_name"],
        tieBreaker: "a.username_key, a.account_id"
    )

    /// The page of members that a search finds.
    package static func findMembers(
        _ search: Search,
        of group: ID,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<Member> {
        try await tx.find(
            memberColumns,
            from: """
                group_member m join tenant_access a on a.tenant_id = m.tenant_id and a.account_id = m.account_id
                where m.tenant_id = \(tenant) and m.group_id = \(group)
                """,
            search,
            by: memberScheme
        ) { row throws(DatabaseError) in try Member(row) }
    }

    /// An account that the tenant knows, with the groups that it is in.
    ///
    /// - Throws: ``AccessError/notFound`` if the tenant does not know it.
    package static func member(
        _ account: Account.ID,
        of group: ID,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Member {
        let rows = try await tx.query(
            "select \(memberColumns) from tenant_access a where a.tenant_id = \(tenant) and a.account_id = \(account)"
        )
        guard let row = rows.first else { throw AccessError.notFound }
        return try Member(row)
    }

    /// Makes accounts plain members; those that are members already stay what they are.
    ///
    /// - Throws: ``AccessError/invalid(field:message:)`` if the tenant does not know one of them.
    package static func add(
        _ accounts: [Account.ID],
        to group: ID,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws {
        guard !accounts.isEmpty else { return }
        let known = try await tx.query(
            """
            with known as (
              select account_id from tenant_access where tenant_id = \(tenant) and account_id = any(\(accounts))
            ), added as (
              insert into group_member (tenant_id, group_id, account_id)
              select \(tenant), \(group), account_id from known
              on conflict (tenant_id, group_id, account_id) do nothing
              returning account_id
            ), touched as (
              update tenant_access set access_version = access_version + 1
              where tenant_id = \(tenant) and account_id in (select account_id from added)
            )
            select account_id from known
            """
        )
        guard known.count == Set(accounts).count else {
            throw AccessError.invalid(field: "membersId", message: "expected accounts that the tenant knows")
        }
    }

    /// Changes what a member is in the group.
    package static func set(
        _ membership: Membership,
        of account: Account.ID,
        in group: ID,
        tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) {
        try tx.enqueue(
            """
            update group_member set membership = \(membership.rawValue)
            where tenant_id = \(tenant) and group_id = \(group) and account_id = \(account)
            """
        )
    }

    /// Why the owner of a group may manage its members; `nil` for another.
    package static func ownership(
        of group: ID,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Decision.Ground? {
        guard let account = principal.account else { return nil }
        let rows = try await tx.query(
            """
            select from group_member
            where tenant_id = \(principal.tenant) and group_id = \(group) and account_id = \(account) and membership = 'OWNER'
            """
        )
        return rows.isEmpty ? nil : .groupOwner(group.uuid)
    }

    private static let memberColumns: SQL = """
        a.account_id, a.username, a.display_name,
        coalesce((
          select jsonb_agg(jsonb_build_array(g.group_id, g.name, g.integration_id is not null, x.membership) order by g.name_key)
          from group_member x join user_group g on g.tenant_id = x.tenant_id and g.group_id = x.group_id
          where x.tenant_id = a.tenant_id and x.account_id = a.account_id
        ), '[]') as groups
        """
}

extension UserGroup.Member {
    init(_ row: Row) throws(DatabaseError) {
        self.id = try row.decode("account_id")
        self.username = try row.decode("username")
        self.displayName = try row.decode("display_name")
        let groups = try row.decode("groups", as: JSONB.self)
        self.groups = ((try? JSON(parsing: groups.bytes))?.array ?? []).compactMap(UserGroup.GroupMembership.init)
    }
}

extension UserGroup.GroupMembership {
    /// Reads one element of what the statement gathers.
    init?(_ json: JSON) {
        guard let group = json[0]?.string.flatMap(UserGroup.ID.init), let name = json[1]?.string,
            let isExternal = json[2]?.bool,
            let membership = json[3]?.string.flatMap(UserGroup.Membership.init(rawValue:))
        else { return nil }
        self.init(group: group, name: name, isExternal: isExternal, membership: membership)
    }
}
