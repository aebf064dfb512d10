package import Postgres
import Tenancy

// These statements run in transactions of the instance.
extension Account {
    /// Makes an account manage the instance, or not any longer.
    ///
    /// What was begun under other rights ends: impersonations of the account when it rises, those by it when it falls.
    ///
    /// - Throws: ``AccessError/inUse(_:)`` for the last user who manages the instance.
    package static func setSuperadmin(_ isSuperadmin: Bool, of id: ID, _ tx: borrowing Transaction) async throws {
        if !isSuperadmin {
            try await requireAnotherSuperadmin(than: id, tx)
        }
        _ = try await tx.batch([
            """
            update account set superadmin = \(isSuperadmin), updated_at = now(), revision = revision + 1
            where account_id = \(id)
            """,
            "delete from session where impersonator_id = \(id) and not \(isSuperadmin)",
            "delete from session where account_id = \(id) and impersonator_id is not null",
        ])
    }

    /// Refuses what would leave the instance without a user who manages it.
    ///
    /// All such users stay locked until the transaction ends, so that two of them cannot remove each other.
    ///
    /// - Throws: ``AccessError/inUse(_:)``.
    package static func requireAnotherSuperadmin(than id: ID, _ tx: borrowing Transaction) async throws {
        let rows = try await tx.query(
            """
            select account_id from account
            where superadmin and kind = 'user' and password_tenant_id is null
            order by account_id for update
            """
        )
        let holders = try rows.map { row throws(DatabaseError) in try row.decode("account_id", as: ID.self) }
        guard !holders.contains(id) || holders.count > 1 else {
            throw AccessError.inUse("the last user who manages the instance cannot be removed")
        }
    }
}
