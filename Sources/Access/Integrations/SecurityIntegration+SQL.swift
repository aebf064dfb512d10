package import Crypto
package import Postgres
package import Tenancy

extension SecurityIntegration {
    /// What integrations can be searched by.
    package static let scheme = SearchScheme(
        filters: [
            .query: .text("i.name"), .name: .text("i.name"), .id: .uuid("i.integration_id"), .type: .text("i.type"),
            .enabled: .bool("i.enabled"), .created: .instant("i.created_at"),
        ],
        sorts: ["name": "i.name", "description": "i.description", "enabled": "i.enabled", "created": "i.created_at"],
        tieBreaker: "i.integration_id"
    )

    private static let columns: SQL =
        "i.integration_id, i.name, i.description, i.profile, i.enabled, i.service_account_id"

    init(_ row: Row) throws(DatabaseError) {
        self.id = try row.decode("integration_id")
        self.name = try row.decode("name")
        self.description = try row.decode("description")
        self.profile = try row.decode("profile")
        self.isEnabled = try row.decode("enabled")
        self.serviceAccount = try row.decode("service_account_id")
    }

    /// The page of integrations that a search finds.
    package static func find(
        _ search: Search,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<SecurityIntegration> {
        try await tx.find(columns, from: "security_integration i where i.tenant_id = \(tenant)", search, by: scheme) {
            row throws(DatabaseError) in try SecurityIntegration(row)
        }
    }

    /// All integrations of a tenant, in the order they were made.
    package static func all(in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws(DatabaseError)
        -> [SecurityIntegration]
    {
        let rows = try await tx.query(
            "select \(columns) from security_integration i where i.tenant_id = \(tenant) order by i.integration_id"
        )
        return try rows.map { row throws(DatabaseError) in try SecurityIntegration(row) }
    }

    /// An integration, which stays as it is until the transaction ends if it is to be changed.
    ///
    /// - Throws: ``AccessError/notFound``.
    package static func get(
        _ id: ID,
        toChange: Bool = false,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> SecurityIntegration {
        let lock: SQL = toChange ? " for update" : ""
        let rows = try await tx.query(
            """
            select \(columns) from security_integration i
            where i.tenant_id = \(tenant) and i.integration_id = \(id)\(lock)
            """
        )
        guard let row = rows.first else { throw AccessError.notFound }
        return try SecurityIntegration(row)
    }

    /// Makes an integration with its service account, which may provision, and its token; for the instance.
    ///
    /// - Parameters:
    ///   - token: The token, of which the digest is stored.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the instance in the tenant.
    /// - Throws: ``AccessError/exists(field:value:)`` if the name is taken.
    package func create(with token: Token, in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws {
        let account = "scim-\(name)"
        let key = Account.key(of: account)
        let taken = AccessError.exists(field: "name", value: name)
        try await AccessError.explaining(["account_service_name": taken, "tenant_access_name": taken]) {
            () throws(DatabaseError) in
            _ = try await tx.batch([
                """
                insert into account (account_id, kind, username, username_key, description, home_tenant_id)
                values (\(serviceAccount), 'service_account', \(account), \(key), \(description), \(tenant))
                """,
                """
                insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
                values (\(tenant), \(serviceAccount), 'service_account', \(account), \(key), \(account))
                """,
                """
                insert into security_integration (tenant_id, integration_id, name, type, profile, description, enabled, service_account_id)
                values (\(tenant), \(id), \(name), 'SCIM', \(profile), \(description), \(isEnabled), \(serviceAccount))
                """,
                """
                insert into binding (tenant_id, binding_id, account_id, role_id)
                select \(tenant), \(Binding.ID.ordered()), \(serviceAccount), r.role_id
                from role r where r.tenant_id = \(tenant) and r.template = 'SCIM_PROVISIONER'
                """,
                """
                insert into api_token (token_id, kind, digest, account_id, tenant_id, integration_id, name, prefix)
                values (\(token.id), 'integration', \(token.digest()), \(serviceAccount), \(tenant), \(id), \(name), \(token.kind.rawValue))
                """,
            ])
        }
        try Role.touch(tenant, tx)
    }

    /// Lets the integration's token in, or not, from the next request on.
    package func setEnabled(_ isEnabled: Bool, in tenant: Tenant.ID, _ tx: borrowing Transaction) throws(DatabaseError)
    {
        try tx.enqueue(
            """
            update security_integration set enabled = \(isEnabled), updated_at = now()
            where tenant_id = \(tenant) and integration_id = \(id)
            """
        )
    }

    /// Deletes an integration with its service account and its token; for the instance.
    ///
    /// The users and groups that it has provisioned stay, and are the tenant's own from then on: what the identity provider
    /// said of them beyond that is gone.
    package func delete(in tenant: Tenant.ID, _ tx: borrowing Transaction) async throws(DatabaseError) {
        _ = try await tx.batch([
            """
            update user_group
            set integration_id = null, external_id = null, revision = revision + 1, updated_at = now()
            where tenant_id = \(tenant) and integration_id = \(id)
            """,
            "delete from scim_user where tenant_id = \(tenant) and integration_id = \(id)",
            "delete from security_integration where tenant_id = \(tenant) and integration_id = \(id)",
            // Its access to the tenant, its bindings and its tokens go with it.
            """
            delete from account
            where account_id = \(serviceAccount) and kind = 'service_account' and home_tenant_id = \(tenant)
            """,
        ])
        try Role.touch(tenant, tx)
    }
}
