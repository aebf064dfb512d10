public import Postgres

/// Where the values of secrets are kept; what is known of them but their values is in the index, whatever the manager.
///
/// A value is read in two steps, so that no transaction waits for a service outside: ``locate(_:in:)`` takes from the database
/// what is needed, and what it returns does the rest.
public protocol SecretManager: Sendable {
    /// The name in settings, as in `postgres`.
    static var name: String { get }

    /// Finds a version.
    ///
    /// - Parameters:
    ///   - version: The version.
    ///   - tx: A transaction of the version's tenant.
    /// - Returns: The version, to be opened when the transaction is over, or in it where that takes no waiting.
    /// - Throws: ``SecretsError/notFound``; `DatabaseError`.
    func locate(_ version: SecretVersionAddress, in tx: borrowing Transaction) async throws -> LocatedSecret
}

/// A manager that values can be given to.
public protocol WritableSecretManager: SecretManager {
    /// Keeps the value of a version that did not exist before, if the transaction commits.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - version: The version.
    ///   - tx: The transaction that makes the version.
    /// - Throws: ``SecretsError``; `DatabaseError`. Nothing is kept then.
    func store(_ value: SecretValue, as version: SecretVersionAddress, in tx: borrowing Transaction) async throws
}

/// A version that was found and can be opened.
public struct LocatedSecret: Sendable {
    private let read: @Sendable () async throws -> SecretValue

    /// Makes a version that can be opened.
    ///
    /// - Parameter read: Reads the value.
    public init(_ read: @escaping @Sendable () async throws -> SecretValue) {
        self.read = read
    }

    /// Reads the value.
    ///
    /// - Returns: The value.
    /// - Throws: ``SecretsError``.
    public func open() async throws -> SecretValue {
        try await read()
    }
}
