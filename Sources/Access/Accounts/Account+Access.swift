package import Postgres
package import Tenancy

// These statements run in transactions of the instance.
extension Account {
    /// Gives an account access to some tenants, and to no others.
    ///
    /// If it had access, and has none that is active any longer, its sessions and tokens end.
    ///
    /// - Throws: ``AccessError/notFound`` if one of the tenants is not there; ``AccessError/exists(field:value:)`` if one knows another
    ///   account by the name.
    package static func setTenants(_ slugs: [Tenant.Slug], of id: ID, _ tx: borrowing Transaction) async throws {
        let wanted = Set(slugs)
        let rows = try await tx.query(
            "select tenant_id from tenant where deleted_at is null and slug = any(\(wanted.map(\.description)))"
        )
        guard rows.count == wanted.count else { throw AccessError.notFound }
        let tenants = try rows.map { row throws(DatabaseError) in try row.decode("tenant_id", as: Tenant.ID.self) }
        let meanings = standing.merging(
            ["tenant_access_name": .exists(field: "name", value: "the name in one of the tenants")]
        ) { first, _ in first }
        let removed = try await AccessError.explaining(meanings) { () throws(DatabaseError) in
            try await tx.batch([
                """
                insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
                select t, a.account_id, a.kind, a.username, a.username_key,
                  coalesce(nullif(concat_ws(' ', a.first_name, a.last_name), ''), a.username)
                from account a cross join unnest(\(tenants)) as t
                where a.account_id = \(id)
                on conflict (tenant_id, account_id) do nothing
                """,
                """
                delete from tenant_access where account_id = \(id) and not (tenant_id = any(\(tenants)))
                returning tenant_id
                """,
            ])[1]
        }
        guard !removed.isEmpty else { return }
        let isStranded: SQL = """
            exists (select from account a where a.account_id = \(id) and not a.superadmin)
              and not exists (
                select from tenant_access m join tenant t on t.tenant_id = m.tenant_id
                where m.account_id = \(id) and m.active and t.deleted_at is null
              )
            """
        _ = try await tx.batch([
            "delete from session where account_id = \(id) and \(isStranded)",
            "delete from api_token where account_id = \(id) and \(isStranded)",
        ])
    }

    /// Makes an account a member of some groups, and of no others but those that an identity provider keeps.
    ///
    /// - Throws: ``AccessError/notFound`` if one of the groups is not there, or in no tenant that the account has access to;
    ///   ``AccessError/managed(_:)`` for one that an identity provider keeps.
    package static func setGroups(_ groups: [UserGroup.ID], of id: ID, _ tx: borrowing Transaction) async throws {
        let rows = try await tx.query(
            """
            select g.group_id, g.integration_id is not null and not exists (
              select from group_member x
              where x.tenant_id = g.tenant_id and x.group_id = g.group_id and x.account_id = \(id)
            ) as external
            from tenant_access m join user_group g on g.tenant_id = m.tenant_id
            where m.account_id = \(id) and g.group_id = any(\(groups))
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
              where m.account_id = \(id) and g.tenant_id = m.tenant_id and g.group_id = m.group_id
                and g.integration_id is null and not (m.group_id = any(\(groups)))
              returning m.tenant_id
            ), come as (
              insert into group_member (tenant_id, group_id, account_id)
              select g.tenant_id, g.group_id, m.account_id
              from tenant_access m join user_group g on g.tenant_id = m.tenant_id
              where m.account_id = \(id) and g.group_id = any(\(groups))
              on conflict (tenant_id, group_id, account_id) do nothing
              returning tenant_id
            )
            update tenant_access set access_version = access_version + 1
            where account_id = \(id) and tenant_id in (select tenant_id from gone union select tenant_id from come)
            """
        )
    }
}
