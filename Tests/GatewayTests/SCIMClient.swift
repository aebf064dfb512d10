import Access
import Crypto
import Daemon
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

/// An identity provider that talks to a tenant of the harness by the token of an integration.
struct SCIMClient: Sendable {
    let harness: GatewayHarness
    let tenant: Tenant.ID
    let integration: UUID
    let token: Token
    let base: String

    /// Sets up an integration as an administrator of the tenant would.
    init(
        _ harness: GatewayHarness,
        of slug: String = "acme",
        profile: String = "strict",
        enabled: Bool = true
    ) async throws {
        self.harness = harness
        self.tenant = slug == "acme" ? harness.acme : harness.umbra
        self.integration = .v7()
        self.token = TokenFormat.generate(.provisioning)
        self.base = "/api/v1/\(slug)/integrations/\(integration)/scim/v2"
        let (tenant, integration, token, account) = (tenant, integration, token, Account.ID.random())
        try await harness.asOwner { tx in
            let name = "scim-\(integration)"
            try await tx.execute(
                """
                insert into reeve.account (account_id, kind, username, username_key, home_tenant_id)
                values (\(account), 'service_account', \(name), \(name), \(tenant))
                """
            )
            try await tx.execute(
                """
                insert into reeve.tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
                values (\(tenant), \(account), 'service_account', \(name), \(name), 'identity provider')
                """
            )
            try await tx.execute(
                """
                insert into reeve.security_integration (tenant_id, integration_id, name, type, profile, enabled, service_account_id)
                values (\(tenant), \(integration), \(name), 'SCIM', \(profile), \(enabled), \(account))
                """
            )
            try await tx.execute(
                """
                insert into reeve.api_token (token_id, kind, digest, account_id, tenant_id, integration_id, name, prefix)
                values (\(token.id), 'integration', \(token.digest()), \(account), \(tenant), \(integration), 'scim', 'rvi')
                """
            )
            try await tx.execute(
                """
                insert into reeve.binding (tenant_id, binding_id, account_id, role_id)
                select \(tenant), \(UUID.v7()), \(account), role_id from reeve.role
                where tenant_id = \(tenant) and template = 'SCIM_PROVISIONER'
                """
            )
        }
    }

    /// Sends a request to a path below the service, as in `send("GET /Users")`; a resource gets its schema if it names none.
    func send(
        _ line: String,
        _ json: JSON? = nil,
        headers: [(String, String)] = []
    ) async -> GatewayHarness.Answer {
        let parts = line.split(separator: " ", maxSplits: 1)
        var json = json
        if var object = json?.object, object["schemas"] == nil, parts[0] != "PATCH" {
            let type = parts[1].hasPrefix("/Groups") ? "Group" : "User"
            object["schemas"] = [.string("urn:ietf:params:scim:schemas:core:2.0:\(type)")]
            json = .object(object)
        }
        return await sendElsewhere("\(parts[0]) \(base)\(parts[1])", json, headers: headers)
    }

    /// Sends a request to any path.
    func sendElsewhere(
        _ line: String,
        _ json: JSON? = nil,
        headers: [(String, String)] = []
    ) async -> GatewayHarness.Answer {
        await harness.send(
            line,
            json: json,
            as: .nobody,
            headers: [("authorization", "Bearer \(token.text)")] + headers
        )
    }

    /// Provisions a user; answers the id.
    func makeUser(_ name: String, _ more: JSONObject = [:]) async throws -> String {
        var body: JSONObject = ["schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": JSON(name)]
        for (name, value) in more.members { body[name] = value }
        let made = await send("POST /Users", .object(body))
        #expect(made.status == 201, "\(made.text)")
        return try #require(made["id"].string)
    }

    /// Provisions a group; answers the id.
    func makeGroup(_ name: String, members: [String] = []) async throws -> String {
        let made = await send(
            "POST /Groups",
            [
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": JSON(name),
                "members": .array(members.map { ["value": JSON($0)] }),
            ]
        )
        #expect(made.status == 201, "\(made.text)")
        return try #require(made["id"].string)
    }

    /// Sends a PATCH of one or more operations.
    func patch(_ path: String, _ operations: JSON...) async -> GatewayHarness.Answer {
        await send(
            "PATCH \(path)",
            ["schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": .array(operations)]
        )
    }
}

extension GatewayHarness {
    /// Works as a superuser of the database, in a transaction of its own.
    func asOwner(_ body: (borrowing Transaction) async throws -> Void) async throws {
        var owner = try #require(DatabaseTrait.configuration)
        owner.user = "postgres"
        let database = Database(configuration: owner, group: try await Testbed.shared.group)
        try await database.transaction { tx in try await body(tx) }
        await database.close()
    }
}

extension GatewayHarness.Answer {
    /// The word that tells SCIM errors apart.
    var scimType: String? { json["scimType"]?.string }

    /// What a list holds of each resource.
    func list(_ name: String) -> [String] {
        (json["Resources"]?.array ?? []).compactMap { $0[name]?.string }
    }
}
