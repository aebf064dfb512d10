public import Postgres
public import Tenancy

/// The secrets of tenants: their index, their versions, and through a manager their values.
///
/// Every transaction that is lent is one of the tenant. A change is to be recorded by whoever makes it, without the value.
public struct SecretStore: Sendable {
    let manager: any WritableSecretManager
    /// How many versions of a secret are kept, the current one among them.
    public let versionsKept: Int

    /// Makes a store.
    ///
    /// - Parameters:
    ///   - manager: Keeps the values.
    ///   - versionsKept: How many versions of a secret are kept, at least one.
    public init(manager: any WritableSecretManager, versionsKept: Int = 10) {
        self.manager = manager
        self.versionsKept = max(versionsKept, 1)
    }

    /// Gives a secret a value: makes it, or adds a version and removes the oldest beyond those that are kept.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - details: What is said of it.
    ///   - address: The secret.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The secret before and after.
    /// - Throws: ``SecretsError/tooLong(limit:)``, ``SecretsError/keyUnavailable(wrappingKey:)``; `DatabaseError`.
    public func set(
        _ value: SecretValue,
        _ details: SecretDetails = SecretDetails(),
        at address: SecretAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> SecretChange {
        guard value.count <= SecretValue.limit else { throw SecretsError.tooLong(limit: SecretValue.limit) }
        let change = try await SecretMetadata.addVersion(of: address, details, in: tenant, tx)
        let version = change.after.version
        try await manager.store(value, as: SecretVersionAddress(version, of: address, in: tenant), in: tx)
        try SecretMetadata.prune(address, to: version - versionsKept, in: tenant, tx)
        return change
    }

    /// The value of a secret.
    ///
    /// - Parameters:
    ///   - address: The secret.
    ///   - version: The version, `nil` for the current one.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The value.
    /// - Throws: ``SecretsError``; `DatabaseError`.
    public func value(
        of address: SecretAddress,
        version: Int? = nil,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> SecretValue {
        let number = if let version { version } else { try await metadata(of: address, in: tenant, tx).version }
        return try await manager.locate(SecretVersionAddress(number, of: address, in: tenant), in: tx).open()
    }

    /// Finds what a key means in a namespace: the secret of the namespace itself, or of the nearest one above it.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - namespace: The namespace where the key is used.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: What is known of the secret, and its current version, to be opened once the transaction is over.
    /// - Throws: ``SecretsError/notFound``; `DatabaseError`.
    public func resolve(
        _ key: SecretKey,
        in namespace: Namespace.Name,
        of tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> (metadata: SecretMetadata, secret: LocatedSecret) {
        guard let found = try await SecretMetadata.nearest(key, to: namespace, in: tenant, tx) else {
            throw SecretsError.notFound
        }
        let version = SecretVersionAddress(found.version, of: found.address, in: tenant)
        return (found, try await manager.locate(version, in: tx))
    }

    /// Makes the value of an earlier version the current one again, as a version of its own.
    ///
    /// - Parameters:
    ///   - address: The secret.
    ///   - version: The version to go back to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The secret before and after.
    /// - Throws: ``SecretsError/notFound`` if there is no such secret or the version is not kept any more; `DatabaseError`.
    public func rollback(
        _ address: SecretAddress,
        to version: Int,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> SecretChange {
        let value = try await value(of: address, version: version, in: tenant, tx)
        return try await set(value, at: address, in: tenant, tx)
    }

    /// What is known of a secret.
    ///
    /// - Parameters:
    ///   - address: The secret.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: What is known.
    /// - Throws: ``SecretsError/notFound``; `DatabaseError`.
    public func metadata(
        of address: SecretAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> SecretMetadata {
        guard let found = try await SecretMetadata.get(address, in: tenant, tx) else { throw SecretsError.notFound }
        return found
    }

    /// Says something else of a secret; its value stays.
    ///
    /// - Parameters:
    ///   - address: The secret.
    ///   - details: What is said of it.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The secret before and after.
    /// - Throws: ``SecretsError/notFound``; `DatabaseError`.
    public func patch(
        _ address: SecretAddress,
        _ details: SecretDetails,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> SecretChange {
        guard let change = try await SecretMetadata.update(address, details, in: tenant, tx) else {
            throw SecretsError.notFound
        }
        return change
    }

    /// Deletes a secret with all its versions.
    ///
    /// - Parameters:
    ///   - address: The secret.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: What was known of it.
    /// - Throws: ``SecretsError/notFound``; `DatabaseError`.
    @discardableResult
    public func delete(
        _ address: SecretAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> SecretMetadata {
        guard let deleted = try await SecretMetadata.delete(address, in: tenant, tx) else {
            throw SecretsError.notFound
        }
        return deleted
    }
}
