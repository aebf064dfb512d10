import Access
import Crypto
import Postgres
import Tenancy

extension ProvisionedGroup {
    /// Makes users members of a group; to be one already is as good.
    ///
    /// - Returns: Those who were none before.
    /// - Throws: `invalidValue` naming who is no user that the integration provisioned.
    static func add(
        _ ids: [String],
        to group: UserGroup.ID,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> [Account.ID] {
        guard !ids.isEmpty else { return [] }
        let accounts = ids.compactMap { Account.ID($0) }
        let tenant = provisioner.tenant
        let gone = ProvisioningError.invalidValue("`members`: one of the users was removed just now")
        let rows = try await ProvisioningError.explaining(["group_member_account_fkey": gone]) {
            () throws(DatabaseError) in
            try await tx.query(
                """
                with known as (
                  select u.account_id from scim_user u
                  where u.tenant_id = \(tenant) and u.integration_id = \(provisioner.integration)
                    and u.account_id = any(\(accounts))
                ), added as (
                  insert into group_member (tenant_id, group_id, account_id)
                  select \(tenant), \(group), k.account_id from known k
                  on conflict (tenant_id, group_id, account_id) do nothing
                  returning account_id
                ), touched as (
                  update tenant_access set access_version = access_version + 1
                  where tenant_id = \(tenant) and account_id in (select account_id from added)
                )
                select k.account_id, a.account_id is not null as added
                from known k left join added a on a.account_id = k.account_id
                """
            )
        }
        var (known, added): (Set<Account.ID>, [Account.ID]) = ([], [])
        for row in rows {
            let id = try row.decode("account_id", as: Account.ID.self)
            known.insert(id)
            if try row.decode("added") { added.append(id) }
        }
        let unknown = ids.filter { id in Account.ID(id).map { !known.contains($0) } ?? true }
        guard unknown.isEmpty else {
            let names = unknown.prefix(10).map { "`\($0)`" }.joined(separator: ", ")
            throw ProvisioningError.invalidValue("`members`: there is no User \(names)")
        }
        return added
    }

    /// Ends memberships; that there was none is as good.
    ///
    /// - Returns: Those who were members.
    func remove(
        _ ids: some Collection<String>,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [Account.ID] {
        let accounts = ids.compactMap { Account.ID($0) }
        guard !accounts.isEmpty else { return [] }
        return try await end("account_id = any(\(accounts))", for: provisioner, tx)
    }

    /// Makes users the members, and nobody else.
    func setMembers(
        keeping ids: [String],
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws -> MembersChange {
        var change = MembersChange()
        let accounts = ids.compactMap { Account.ID($0) }
        // A join finds many faster than a comparison with each of them.
        change.left = try await end(
            "not exists (select from unnest(\(accounts)) as kept (id) where kept.id = account_id)",
            for: provisioner,
            tx
        )
        change.joined = try await Self.add(ids, to: id, for: provisioner, tx)
        return change
    }

    private func end(
        _ condition: SQL,
        for provisioner: Provisioner,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [Account.ID] {
        let rows = try await tx.query(
            """
            with gone as (
              delete from group_member where tenant_id = \(provisioner.tenant) and group_id = \(id) and \(condition)
              returning account_id
            ), touched as (
              update tenant_access set access_version = access_version + 1
              where tenant_id = \(provisioner.tenant) and account_id in (select account_id from gone)
            )
            select account_id from gone
            """
        )
        return try rows.map { row throws(DatabaseError) in try row.decode("account_id") }
    }
}
