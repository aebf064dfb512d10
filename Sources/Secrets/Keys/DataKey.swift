import Crypto
import Postgres
import Tenancy

/// A key that seals the secrets of one tenant, unwrapped.
final class DataKey: Sendable {
    typealias ID = Identifier<DataKey>

    let id: ID
    let bytes: SecretBytes

    init(id: ID, bytes: consuming SecretBytes) {
        self.id = id
        self.bytes = bytes
    }
}

/// A data key as it is stored: sealed under a key that is not in the database, and bound to its tenant.
struct WrappedDataKey: Sendable {
    var id: DataKey.ID
    var tenant: Tenant.ID
    var wrapped: [UInt8]
    /// The key-encryption key that wraps it, by fingerprint.
    var wrappingKey: String

    init(_ row: Row, of tenant: Tenant.ID) throws(DatabaseError) {
        self.id = try row.decode("data_key_id")
        self.tenant = tenant
        self.wrapped = try row.decode("wrapped")
        self.wrappingKey = try row.decode("wrapping_key")
    }

    init(_ key: DataKey, of tenant: Tenant.ID, under wrappingKey: KeyEncryptionKey) throws(SecretsError) {
        self.id = key.id
        self.tenant = tenant
        self.wrapped = try wrappingKey.wrap(key.bytes, for: Self.context(of: key.id, in: tenant))
        self.wrappingKey = wrappingKey.id
    }

    /// The key itself.
    func unwrapped(by wrappingKey: KeyEncryptionKey) throws(SecretsError) -> DataKey {
        DataKey(id: id, bytes: try wrappingKey.unwrap(wrapped, for: Self.context(of: id, in: tenant)))
    }

    private static func context(of id: DataKey.ID, in tenant: Tenant.ID) -> AssociatedData {
        ["reeve.data-key.1", tenant.description, id.description]
    }
}
