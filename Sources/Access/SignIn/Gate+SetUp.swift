import Audit
import JSON
import Postgres
public import Tenancy

/// What the set-up makes: the first user, who manages the instance, and the first tenant.
public struct SetUp: Sendable {
    /// The first user's name, an e-mail address.
    public var username: String
    /// The first user's password.
    public var password: String
    /// The first tenant's name in paths.
    public var tenant: Tenant.Slug
    /// The first tenant's name for people.
    public var tenantName: String

    /// Gathers what the set-up makes.
    public init(username: String, password: String, tenant: Tenant.Slug, tenantName: String) {
        self.username = username
        self.password = password
        self.tenant = tenant
        self.tenantName = tenantName
    }
}

extension Gate {
    /// Whether the instance has a user.
    public func isSetUp(for call: Call) async throws -> Bool {
        try await database.transaction(options(for: .instance, in: nil, for: call, readOnly: true)) { tx in
            try await hasUser(tx)
        }
    }

    /// Makes the first user and the first tenant.
    ///
    /// - Parameters:
    ///   - setUp: what is made.
    ///   - reserved: names that no tenant may have.
    ///   - passwords: hashes the password.
    ///   - call: the call that asks for it.
    /// - Returns: The account of the first user.
    /// - Throws: ``SignInError/alreadySetUp`` if there is a user, ``SignInError/weakPassword(_:)``.
    public func setUp(
        _ setUp: SetUp,
        reserved: Set<String>,
        passwords: Passwords,
        for call: Call
    ) async throws -> Account.ID {
        guard try await !isSetUp(for: call) else { throw SignInError.alreadySetUp }
        let hash = try await passwords.hash(setUp.password)
        let account = Account.ID.random()
        try await database.transaction(options(for: .instance, in: nil, for: call, readOnly: false)) { tx in
            // Two set-ups at once: the second waits here, and then finds the first one's user.
            try await tx.execute("select pg_advisory_xact_lock(hashtextextended('reeve.setup', 0))")
            guard try await !hasUser(tx) else { throw SignInError.alreadySetUp }
            let key = Account.key(of: setUp.username)
            try await tx.execute(
                """
                insert into account (account_id, kind, username, username_key, email, superadmin, password_hash)
                values (\(account), 'user', \(setUp.username), \(key), \(setUp.username), true, \(hash))
                """
            )
            let tenant = try await TenantSetup(slug: setUp.tenant, name: setUp.tenantName, reserved: reserved)
                .create(for: account, templates: templates, tx)
            let event = AuditRecord(
                tenant: .instance,
                occurredAt: call.arrivedAt,
                type: .create,
                permission: "instance.setup",
                actor: AuditRecord.Actor(kind: .anonymous, name: "anonymous"),
                source: call.source.recorded,
                decision: .allowed(.everyone),
                requestID: call.requestID,
                traceID: call.traceID
            )
            try ledger.record(
                [
                    RecordedChange(
                        resource: .user,
                        kind: "setup",
                        id: account.description,
                        after: ["username": .string(setUp.username)]
                    ),
                    RecordedChange(
                        resource: .tenant,
                        kind: "tenant",
                        id: setUp.tenant.description,
                        after: ["id": .string(setUp.tenant.description), "tenantId": .string(tenant.description)]
                    ),
                ],
                as: event,
                in: tx
            )
        }
        return account
    }

    private func hasUser(_ tx: borrowing Transaction) async throws(DatabaseError) -> Bool {
        try await !tx.query("select from account where kind = 'user' limit 1").isEmpty
    }
}
