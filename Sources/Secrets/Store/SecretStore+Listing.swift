public import Access
public import Postgres
public import Tenancy

/// The keys of one namespace, as far as no namespace below it has them too.
public struct InheritedSecrets: Sendable, Equatable {
    /// The namespace.
    public var namespace: Namespace.Name
    /// The keys, sorted.
    public var keys: [SecretKey]
}

extension SecretStore {
    /// What secrets can be searched by.
    public static let scheme = SecretMetadata.scheme

    /// The page of secrets that a search finds, in the namespaces that are visible.
    ///
    /// - Parameters:
    ///   - search: Which secrets, in which order.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The page.
    /// - Throws: `DatabaseError`; `FieldErrors` for a value that does not have the form of its field.
    public func find(
        _ search: Search,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<SecretMetadata> {
        let condition = visible.condition(on: "s.namespace")
        return try await SecretMetadata.find(search, where: condition, in: tenant, tx)
    }

    /// The page of secrets of one namespace that a search finds.
    ///
    /// - Parameters:
    ///   - search: Which secrets, in which order.
    ///   - namespace: The namespace; those above and below it are left out.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The page.
    /// - Throws: `DatabaseError`; `FieldErrors` for a value that does not have the form of its field.
    public func list(
        _ search: Search,
        of namespace: Namespace.Name,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<SecretMetadata> {
        let condition: SQL = "s.namespace = \(namespace.description)"
        return try await SecretMetadata.find(search, where: condition, in: tenant, tx)
    }

    /// The keys that have a meaning in a namespace: its own, then those of the namespaces above it that nothing nearer hides.
    ///
    /// - Parameters:
    ///   - namespace: The namespace.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The namespaces that have such keys, the nearest first.
    /// - Throws: `DatabaseError`.
    public func inherited(
        by namespace: Namespace.Name,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [InheritedSecrets] {
        let nearest = try await SecretMetadata.nearest(to: namespace, in: tenant, tx)
        let keys = Dictionary(grouping: nearest, by: \.namespace).mapValues { $0.map(\.key) }
        return namespace.lineage.compactMap { name in
            keys[name].map { InheritedSecrets(namespace: name, keys: $0) }
        }
    }

    /// The versions of a secret that are kept, the newest first.
    ///
    /// - Parameters:
    ///   - address: The secret.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The versions.
    /// - Throws: ``SecretsError/notFound``; `DatabaseError`.
    public func versions(
        of address: SecretAddress,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [SecretMetadata.Version] {
        let versions = try await SecretMetadata.versions(of: address, in: tenant, tx)
        guard !versions.isEmpty else { throw SecretsError.notFound }
        return versions
    }
}
