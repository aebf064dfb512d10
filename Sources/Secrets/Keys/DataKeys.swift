import Crypto
public import Postgres
public import Tenancy

/// The data keys of all tenants: each seals the secrets of one tenant, and one at a time seals new ones.
///
/// A tenant's first key is made by its first secret. A key is replaced long before its random nonces could repeat, and by
/// ``rotate(_:in:)``; what it sealed stays readable. The transactions that are lent are those of the tenant.
public final class DataKeys: Sendable {
    /// How many values a key seals before it is replaced: a quarter of the 2^32 that random nonces allow.
    public static let sealLimit: Int64 = 1 << 30

    private let ring: KeyRing
    private let sealLimit: Int64
    let cache: DataKeyCache

    /// Makes the keys of an instance.
    ///
    /// - Parameters:
    ///   - ring: The keys that wrap them.
    ///   - sealLimit: How many values a key seals before it is replaced.
    ///   - cacheCapacity: How many unwrapped keys are kept in memory.
    public init(ring: KeyRing, sealLimit: Int64 = sealLimit, cacheCapacity: Int = 1024) {
        self.ring = ring
        self.sealLimit = sealLimit
        self.cache = DataKeyCache(capacity: cacheCapacity)
    }

    /// Replaces the key that seals the tenant's new secrets.
    ///
    /// - Parameters:
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Throws: `DatabaseError`; ``SecretsError/cryptography``.
    public func rotate(_ tenant: Tenant.ID, in tx: borrowing Transaction) async throws {
        try tx.enqueue(
            "update data_key set retired_at = now() where tenant_id = \(tenant) and retired_at is null"
        )
        try add(to: tenant, in: tx)
    }

    /// The key for one more value, counted.
    ///
    /// The count locks the row until the transaction ends: the secrets of one tenant are written one after the other.
    func sealingKey(of tenant: Tenant.ID, in tx: borrowing Transaction) async throws -> DataKey {
        var key = try await countedKey(of: tenant, in: tx)
        if key == nil {
            try add(to: tenant, in: tx)
            key = try await countedKey(of: tenant, in: tx)
        }
        guard let key else { throw DatabaseError.misuse("a data key that was just made is not there") }
        if key.sealedCount >= sealLimit {
            try await rotate(tenant, in: tx)
        }
        return try unwrap(key.wrapped)
    }

    func unwrap(_ wrapped: WrappedDataKey) throws(SecretsError) -> DataKey {
        if let key = cache[DataKeyCache.Place(tenant: wrapped.tenant, id: wrapped.id)] {
            return key
        }
        let key = try wrapped.unwrapped(by: try ring.key(wrapped.wrappingKey))
        cache.insert(key, of: wrapped.tenant)
        return key
    }

    private func countedKey(
        of tenant: Tenant.ID,
        in tx: borrowing Transaction
    ) async throws -> (wrapped: WrappedDataKey, sealedCount: Int64)? {
        let rows = try await tx.query(
            """
            update data_key set sealed_count = sealed_count + 1
            where tenant_id = \(tenant) and retired_at is null
            returning data_key_id, wrapped, wrapping_key, sealed_count
            """
        )
        guard let row = rows.first else { return nil }
        return (try WrappedDataKey(row, of: tenant), try row.decode("sealed_count"))
    }

    /// Adds a key that seals, unless another transaction has just done so.
    private func add(to tenant: Tenant.ID, in tx: borrowing Transaction) throws {
        let key = DataKey(id: .random(), bytes: .random(AEAD.keyLength))
        let wrapped = try WrappedDataKey(key, of: tenant, under: ring.current)
        try tx.enqueue(
            """
            insert into data_key (tenant_id, data_key_id, wrapped, wrapping_key)
            values (\(tenant), \(wrapped.id), \(wrapped.wrapped), \(wrapped.wrappingKey))
            on conflict (tenant_id) where retired_at is null do nothing
            """
        )
    }
}
