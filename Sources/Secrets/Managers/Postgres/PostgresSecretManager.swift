import Crypto
public import Postgres
import Tenancy

/// Keeps values in the database, sealed under the tenant's data key and bound to their place.
///
/// The tenant, the namespace, the key, the version and the data key are authenticated with every value: a row that somebody
/// moved to another place does not open there.
public struct PostgresSecretManager: WritableSecretManager {
    /// The name in settings.
    public static let name = "postgres"

    private let keys: DataKeys

    /// Makes the manager.
    ///
    /// - Parameter keys: The keys of the tenants.
    public init(keys: DataKeys) {
        self.keys = keys
    }

    /// Finds a version.
    ///
    /// - Parameters:
    ///   - version: The version.
    ///   - tx: A transaction of the version's tenant.
    /// - Returns: The version, which opens without waiting.
    /// - Throws: ``SecretsError/notFound``; `DatabaseError`.
    public func locate(
        _ version: SecretVersionAddress,
        in tx: borrowing Transaction
    ) async throws -> LocatedSecret {
        let rows = try await tx.query(
            """
            select v.sealed, k.data_key_id, k.wrapped, k.wrapping_key
            from secret_version v
            join data_key k on k.tenant_id = v.tenant_id and k.data_key_id = v.data_key_id
            where v.tenant_id = \(version.tenant) and v.namespace = \(version.secret.namespace.description)
              and v.key = \(version.secret.key.description) and v.version = \(Int32(clamping: version.version))
            """
        )
        guard let row = rows.first else { throw SecretsError.notFound }
        let sealed: [UInt8] = try row.decode("sealed")
        let wrapped = try WrappedDataKey(row, of: version.tenant)
        return LocatedSecret { [keys] in
            let key = try keys.unwrap(wrapped)
            do throws(CryptoError) {
                return SecretValue(try AEAD.open(sealed, key: key.bytes, for: version.context(under: wrapped.id)))
            } catch {
                throw SecretsError(error)
            }
        }
    }

    /// Seals the value of a version and adds it.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - version: The version.
    ///   - tx: The transaction that makes the version.
    /// - Throws: ``SecretsError/keyUnavailable(wrappingKey:)``; `DatabaseError`.
    public func store(
        _ value: SecretValue,
        as version: SecretVersionAddress,
        in tx: borrowing Transaction
    ) async throws {
        let key = try await keys.sealingKey(of: version.tenant, in: tx)
        let context = version.context(under: key.id)
        let sealed: [UInt8]
        do throws(CryptoError) {
            sealed = try value.withBytes { plain throws(CryptoError) in
                try AEAD.seal(plain, key: key.bytes, for: context)
            }
        } catch {
            throw SecretsError(error)
        }
        try tx.enqueue(
            """
            insert into secret_version (tenant_id, namespace, key, version, data_key_id, sealed)
            values (
              \(version.tenant), \(version.secret.namespace.description), \(version.secret.key.description),
              \(Int32(clamping: version.version)), \(key.id), \(sealed)
            )
            """
        )
    }
}

extension SecretVersionAddress {
    /// What the sealed value is bound to.
    func context(under key: DataKey.ID) -> AssociatedData {
        [
            "reeve.secret.1", tenant.description, secret.namespace.description, secret.key.description, "\(version)",
            key.description,
        ]
    }
}

extension SecretsError {
    init(_ error: CryptoError) {
        self =
            switch error {
            case .notAuthentic: .notAuthentic
            case .tooLong(let limit): .tooLong(limit: limit)
            default: .cryptography
            }
    }
}
