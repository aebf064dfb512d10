import Crypto
import Daemon
import Postgres
import Secrets
import Tenancy
import Testbed
import Testing

/// A store over a database of the test's own, with two tenants.
struct SecretsFixture: Sendable {
    let database: Database
    let wrappingKey: KeyEncryptionKey
    let keys: DataKeys
    let store: SecretStore
    let acme = Tenant.ID(.v7())
    let umbra = Tenant.ID(.v7())

    init(sealLimit: Int64 = DataKeys.sealLimit, versionsKept: Int = 10) async throws {
        database = try #require(DatabaseTrait.current)
        wrappingKey = try .random()
        keys = DataKeys(ring: KeyRing(current: wrappingKey), sealLimit: sealLimit)
        store = SecretStore(manager: PostgresSecretManager(keys: keys), versionsKept: versionsKept)
        let (acme, umbra) = (acme, umbra)
        try await asOwner { owner in
            try await owner.transaction { tx in
                for (tenant, slug) in [(acme, "acme"), (umbra, "umbra")] {
                    try await tx.execute(
                        "insert into reeve.tenant (tenant_id, slug, name) values (\(tenant), \(slug), \(slug))"
                    )
                }
            }
        }
    }

    /// The store of a server with other keys.
    func store(_ ring: KeyRing) -> SecretStore {
        SecretStore(manager: PostgresSecretManager(keys: DataKeys(ring: ring)))
    }

    /// Runs in a transaction of a tenant, as the service's role.
    func run<Result: Sendable>(
        in tenant: Tenant.ID? = nil,
        _ body: @Sendable (Tenant.ID, borrowing Transaction) async throws -> Result
    ) async throws -> Result {
        let tenant = tenant ?? acme
        let options = TransactionOptions(settings: [("reeve.tenant_id", tenant.description)])
        return try await database.transaction(options) { tx in try await body(tenant, tx) }
    }

    /// Works as whoever has the database in hand, whom no row security holds.
    func asOwner<Result: Sendable>(_ body: @Sendable (Database) async throws -> Result) async throws -> Result {
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.user = "postgres"
        let owner = Database(configuration: configuration, group: try await Testbed.shared.group)
        do {
            let result = try await body(owner)
            await owner.close()
            return result
        } catch {
            await owner.close()
            throw error
        }
    }

    @discardableResult
    func set(
        _ text: String,
        at address: SecretAddress,
        _ details: SecretDetails = SecretDetails(),
        in tenant: Tenant.ID? = nil
    ) async throws -> SecretChange {
        try await run(in: tenant) { tenant, tx in
            try await store.set(SecretValue(text), details, at: address, in: tenant, tx)
        }
    }

    func text(
        of address: SecretAddress,
        version: Int? = nil,
        in tenant: Tenant.ID? = nil,
        by other: SecretStore? = nil
    ) async throws -> String {
        try await run(in: tenant) { tenant, tx in
            try await (other ?? store).value(of: address, version: version, in: tenant, tx).text
        }
    }

    /// The data keys of a tenant, the current one last: how many values each has sealed, and what wraps it.
    func dataKeys(in tenant: Tenant.ID? = nil) async throws -> [(sealed: Int, wrappingKey: String)] {
        try await run(in: tenant) { tenant, tx in
            let rows = try await tx.query(
                """
                select sealed_count, wrapping_key from data_key where tenant_id = \(tenant)
                order by retired_at nulls last
                """
            )
            return try rows.map { (try $0.decode(0, as: Int.self), try $0.decode(1, as: String.self)) }
        }
    }
}

extension SecretValue {
    var text: String { withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) } }
}

func address(_ namespace: String, _ key: String) throws -> SecretAddress {
    SecretAddress(try #require(Namespace.Name(namespace)), try #require(SecretKey(key)))
}
