public import Postgres
import Tenancy

extension DataKeys {
    /// Wraps the data keys of all tenants by another key-encryption key; the secrets themselves are not touched.
    ///
    /// Servers that have both keys in their ``KeyRing`` read and write meanwhile. It may be stopped at any time and run again:
    /// what is done is passed over. The old key is of no more use once this has returned and no server wraps by it.
    ///
    /// - Parameters:
    ///   - old: The key that wraps now; data keys that another key wraps are left alone.
    ///   - new: The key that is to wrap.
    ///   - database: The database, as the service's role.
    /// - Returns: How many data keys were wrapped anew.
    /// - Throws: ``SecretsError/notAuthentic`` if a data key was changed; `DatabaseError`.
    @discardableResult
    public static func rewrap(
        from old: KeyEncryptionKey,
        to new: KeyEncryptionKey,
        in database: Database
    ) async throws -> Int {
        var count = 0
        var last = Tenant.ID.instance
        while true {
            let tenants = try await tenants(after: last, in: database)
            for tenant in tenants {
                count += try await rewrap(tenant, from: old, to: new, in: database)
            }
            guard let end = tenants.last else { return count }
            last = end
        }
    }

    private static func tenants(after last: Tenant.ID, in database: Database) async throws -> [Tenant.ID] {
        let options = TransactionOptions(
            settings: [("reeve.scope", "instance")],
            role: "reeve_instance",
            readOnly: true
        )
        return try await database.transaction(options) { tx in
            // Those that are deleted too: their keys are there until they are destroyed.
            let rows = try await tx.query(
                "select tenant_id from tenant where tenant_id > \(last) order by tenant_id limit 100"
            )
            return try rows.map { row throws(DatabaseError) in try row.decode(0) }
        }
    }

    private static func rewrap(
        _ tenant: Tenant.ID,
        from old: KeyEncryptionKey,
        to new: KeyEncryptionKey,
        in database: Database
    ) async throws -> Int {
        let options = TransactionOptions(settings: [("reeve.tenant_id", tenant.description)])
        return try await database.transaction(options) { tx in
            let rows = try await tx.query(
                """
                select data_key_id, wrapped, wrapping_key from data_key
                where tenant_id = \(tenant) and wrapping_key = \(old.id)
                order by data_key_id for update
                """
            )
            for row in rows {
                let key = try WrappedDataKey(row, of: tenant).unwrapped(by: old)
                let wrapped = try WrappedDataKey(key, of: tenant, under: new)
                try tx.enqueue(
                    """
                    update data_key set wrapped = \(wrapped.wrapped), wrapping_key = \(wrapped.wrappingKey)
                    where tenant_id = \(tenant) and data_key_id = \(key.id)
                    """
                )
            }
            return rows.count
        }
    }
}
