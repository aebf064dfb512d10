package import Crypto
package import Daemon
package import Postgres
package import Tenancy

extension APIToken {
    /// Which tokens of an account are meant.
    package enum Holder: Sendable {
        /// Those of a user, which are good wherever the user has access.
        case user(Account.ID)
        /// Those of a service account that are good wherever it has access.
        case serviceAccount(Account.ID)
        /// Those of a service account that are good in one tenant only.
        case tenantServiceAccount(Account.ID, Tenant.ID)

        /// The account.
        package var account: Account.ID {
            switch self {
            case .user(let account), .serviceAccount(let account), .tenantServiceAccount(let account, _): account
            }
        }

        fileprivate var kind: TokenKind {
            if case .user = self { .personal } else { .serviceAccount }
        }

        /// How the table calls the kind.
        fileprivate var column: String {
            if case .user = self { "personal" } else { "service_account" }
        }

        fileprivate var condition: SQL {
            switch self {
            case .user(let account), .serviceAccount(let account):
                "account_id = \(account) and integration_id is null"
            case .tenantServiceAccount(let account, let tenant):
                "account_id = \(account) and tenant_id = \(tenant) and integration_id is null"
            }
        }
    }

    private static let columns: SQL =
        "token_id, name, description, prefix, created_at, expires_at, used_at, extended"

    init(_ row: Row) throws(DatabaseError) {
        self.id = try row.decode("token_id")
        self.name = try row.decode("name")
        self.description = try row.decode("description")
        self.prefix = try row.decode("prefix")
        self.createdAt = try row.decode("created_at")
        self.expiresAt = try row.decode("expires_at")
        self.usedAt = try row.decode("used_at")
        self.isExtended = try row.decode("extended")
    }

    /// The tokens of a holder, newest first.
    package static func list(of holder: Holder, _ tx: borrowing Transaction) async throws(DatabaseError) -> [APIToken] {
        let rows = try await tx.query(
            "select \(columns) from api_token where \(holder.condition) order by created_at desc, token_id limit \(limit)"
        )
        return try rows.map { row throws(DatabaseError) in try APIToken(row) }
    }

    /// Makes a token.
    ///
    /// A token that is made by a token, or by somebody whose password a tenant chose, is good where that is good and no further.
    ///
    /// - Parameters:
    ///   - draft: What the token shall be.
    ///   - holder: Whose it is.
    ///   - proof: How whoever makes it proved who they are, if it is the holder.
    ///   - now: The time.
    ///   - tx: The transaction.
    /// - Returns: What is stored of the token, and the token itself.
    /// - Throws: ``AccessError/inUse(_:)`` if the holder has as many as it can.
    package static func create(
        _ draft: Draft,
        for holder: Holder,
        by proof: Principal.Proof = .none,
        at now: Instant,
        _ tx: borrowing Transaction
    ) async throws -> (stored: APIToken, token: Token) {
        let token = TokenFormat.generate(holder.kind)
        let stored = APIToken(draft, token: token, at: now)
        let lifetime = draft.lifetime.map { $0.duration / .seconds(1) }
        let count = try await AccessError.explaining(
            [
                "api_token_access_fkey": .notAllowed(
                    "the tenant that the token would be good in does not know the account"
                )
            ]
        ) { () throws(DatabaseError) in
            try await tx.execute(
                """
                insert into api_token (
                  token_id, kind, digest, account_id, tenant_id, name, description, prefix, lifetime, extended, created_at, expires_at
                )
                select \(stored.id), \(holder.column), \(token.digest()), \(holder.account), \(holder.bound(by: proof)),
                  \(stored.name), \(stored.description), \(stored.prefix), make_interval(secs => \(lifetime)),
                  \(stored.isExtended), \(stored.createdAt), \(stored.expiresAt)
                where (select count(*) from api_token where \(holder.condition)) < \(limit)
                """
            )
        }
        guard count == 1 else { throw AccessError.inUse("the account has \(limit) tokens, the most that it can have") }
        return (stored, token)
    }

    /// Deletes a token, which is of no use from then on.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func delete(_ id: String, of holder: Holder, _ tx: borrowing Transaction) async throws -> APIToken {
        let rows = try await tx.query(
            "delete from api_token where token_id = \(id) and \(holder.condition) returning \(columns)"
        )
        guard let row = rows.first else { throw AccessError.notFound }
        return try APIToken(row)
    }
}

extension APIToken.Holder {
    /// The one tenant where a new token is good, if it is one.
    fileprivate func bound(by proof: Principal.Proof) -> SQL {
        switch self {
        case .tenantServiceAccount(_, let tenant): return "\(tenant)"
        case .serviceAccount: return "null"
        case .user(let account):
            let shown: String? = if case .token(let id) = proof { id } else { nil }
            return """
                coalesce(
                  (select t.tenant_id from api_token t where t.token_id = \(shown)),
                  (select a.password_tenant_id from account a where a.account_id = \(account))
                )
                """
        }
    }
}
