import Crypto
import Daemon
import Postgres
import Tenancy

/// An account, with what it is in the tenant of the transaction.
struct AccountInTenant: Sendable {
    var id: Account.ID
    var kind: Account.Kind
    var name: String
    var isSuperadmin: Bool
    var isRestricted: Bool
    var isUsable: Bool
    /// `nil`: the tenant does not know the account.
    var isActive: Bool?
    var versions: GrantsCache.Versions?
    /// Whether the tenant of the transaction is there, and not deleted.
    var isTenantLive: Bool

    /// Reads the columns that both functions of `Policies/doors/authenticate.sql` answer.
    init(_ row: Row) throws(DatabaseError) {
        self.id = try row.decode("account_id")
        self.kind = try row.decode("kind", as: String.self) == Account.Kind.user.rawValue ? .user : .serviceAccount
        self.name = try row.decode("username")
        self.isSuperadmin = try row.decode("superadmin")
        self.isRestricted = try row.decode("restricted")
        self.isUsable = try row.decode("usable")
        self.isActive = try row.decode("active")
        let tenant = try row.decode("tenant_access_version", as: Int64?.self)
        let account = try row.decode("access_version", as: Int64?.self)
        self.isTenantLive = tenant != nil
        if let tenant, let account {
            self.versions = GrantsCache.Versions(tenant: tenant, account: account)
        }
    }
}

/// Who holds a token.
struct TokenHolder: Sendable {
    var account: AccountInTenant
    var tenant: Tenant.ID?
    var integration: UUID?
    /// The profile of the integration.
    var profile: String?
    /// Whether the token is of no integration, or of one that may provision.
    var isEnabled: Bool
    var expiresAt: Instant?
    var usedAt: Instant?

    static func find(_ token: Token, in tx: borrowing Transaction) async throws(DatabaseError) -> TokenHolder? {
        let rows = try await tx.query("select * from authenticate_token(\(token.id), \(token.digest()))")
        guard let row = rows.first else { return nil }
        return TokenHolder(
            account: try AccountInTenant(row),
            tenant: try row.decode("token_tenant_id"),
            integration: try row.decode("integration_id"),
            profile: try row.decode("profile"),
            isEnabled: try row.decode("enabled"),
            expiresAt: try row.decode("expires_at"),
            usedAt: try row.decode("used_at")
        )
    }
}

/// Who is signed in by a session.
struct SessionHolder: Sendable {
    var account: AccountInTenant
    var id: UUID
    /// The tenant that set the account's password by provisioning: what signs in by it is of no use elsewhere.
    var tenant: Tenant.ID?
    var impersonator: Principal.Impersonator?
    var idleUntil: Instant
    var expiresAt: Instant
    var seenAt: Instant

    static func find(_ cookie: SessionToken, in tx: borrowing Transaction) async throws(DatabaseError) -> SessionHolder?
    {
        let rows = try await tx.query("select * from authenticate_session(\(cookie.digest()))")
        guard let row = rows.first else { return nil }
        let impersonator = try row.decode("impersonator_id", as: Account.ID?.self)
        let impersonatorName = try row.decode("impersonator", as: String?.self)
        return SessionHolder(
            account: try AccountInTenant(row),
            id: try row.decode("session_id"),
            tenant: try row.decode("bound_tenant_id"),
            impersonator: impersonator.map { Principal.Impersonator(account: $0, name: impersonatorName ?? "") },
            idleUntil: try row.decode("idle_until"),
            expiresAt: try row.decode("expires_at"),
            seenAt: try row.decode("seen_at")
        )
    }
}
