import Access
import Audit
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("Security integrations", .database)
struct SecurityIntegrationsTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private let path = "/api/v1/acme/security-integrations"

    private func make(_ name: String = "okta-prod") async throws -> (id: String, token: String) {
        let made = await harness.send(
            "POST \(path)",
            json: ["name": JSON(name), "description": "people", "type": "SCIM", "profile": "okta"],
            as: .root
        )
        return (try #require(made["id"].string), try #require(made["secretToken"].string))
    }

    private func send(_ line: String, with token: String) async -> GatewayHarness.Answer {
        await harness.send(line, as: .nobody, headers: [("authorization", "Bearer \(token)")])
    }

    /// Runs a statement as the superuser, past row security.
    @discardableResult
    private func run(_ sql: SQL) async throws -> Rows {
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.user = "postgres"
        let database = Database(configuration: configuration, group: try await Testbed.shared.group)
        let rows = try await database.transaction { tx in try await tx.query(sql) }
        await database.close()
        return rows
    }

    @Test func `an integration is made, and its token shown once`() async throws {
        let made = await harness.send(
            "POST \(path)",
            json: ["name": "okta-prod", "description": "people", "type": "SCIM", "profile": "okta"],
            as: .root
        )
        #expect(made.status == 200)
        #expect(made["enabled"] == true && made["tenantId"] == "acme" && made["profile"] == "okta")
        let token = try #require(made["secretToken"].string)
        #expect(token.hasPrefix("rvi_"))
        let id = try #require(made["id"].string)
        let got = await harness.send("GET \(path)/\(id)", as: .root)
        #expect(got["name"] == "okta-prod" && got["secretToken"] == .null)
        #expect(await harness.send("GET \(path)", as: .root).json == .array([got.json]))
        let found = await harness.send("GET \(path)/search?filters[q][CONTAINS]=okta", as: .root)
        #expect(found["total"] == 1 && found["results"][0] == got.json)
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.permission == "security_integration.create" && record.resource.id == id)
        #expect(!String(describing: record).contains(token))
    }

    private func users(_ id: String, in tenant: String = "acme") -> String {
        "GET /api/v1/\(tenant)/integrations/\(id)/scim/v2/Users"
    }

    @Test func `its token provisions in its tenant, and is good for nothing else`() async throws {
        let (id, token) = try await make()
        #expect(await send(users(id), with: token).status == 200)
        #expect(await send(users(id, in: "umbra"), with: token).status == 404)
        for line in ["GET /api/v1/acme/groups/search", "GET /api/v1/tenants/search", "GET /api/v1/me"] {
            #expect(await send(line, with: token).status == 404, "\(line)")
        }
    }

    @Test func `a disabled integration is refused until it is enabled again`() async throws {
        let (id, token) = try await make()
        let disabled = await harness.send("POST \(path)/\(id)/disable", as: .root)
        #expect(disabled.status == 200 && disabled["enabled"] == false)
        let refused = await send(users(id), with: token)
        #expect(refused.status == 401 && refused["detail"].string == "the integration of the token is disabled")
        let count = try await harness.audit(of: harness.acme).count
        #expect(await harness.send("POST \(path)/\(id)/disable", as: .root).status == 200)
        #expect(try await harness.audit(of: harness.acme).count == count)
        #expect(await harness.send("POST \(path)/\(id)/enable", as: .root)["enabled"] == true)
        #expect(await send(users(id), with: token).status == 200)
        let permissions = try await harness.audit(of: harness.acme).map(\.permission)
        #expect(permissions.prefix(2) == ["security_integration.enable", "security_integration.disable"])
    }

    @Test func `what a deleted integration provisioned stays, as the tenant's own`() async throws {
        let (id, token) = try await make()
        let acme = harness.acme
        let integration = try #require(SecurityIntegration.ID(id))
        let account = try #require(harness.accounts[.member])
        let group = await harness.send("POST /api/v1/acme/groups", json: ["name": "people"])
        let groupID = try #require(group["id"].string)
        try await run(
            "update reeve.user_group set integration_id = \(integration), external_id = 'x' where tenant_id = \(acme)"
        )
        try await run(
            """
            insert into reeve.scim_user (tenant_id, account_id, integration_id, user_name, user_name_key, resource)
            values (\(acme), \(account), \(integration), 'm', 'm', '{}')
            """
        )
        let gone = await harness.send("DELETE \(path)/\(id)", as: .root)
        #expect(gone.status == 200 && gone["deleted"] == true)
        #expect(await harness.send("GET \(path)/\(id)", as: .root).status == 404)
        #expect(await send("GET /api/v1/acme/groups/search", with: token).status == 401)
        let renamed = await harness.send("PUT /api/v1/acme/groups/\(groupID)", json: ["name": "ours"])
        #expect(renamed.status == 200)
        let left = try await run(
            """
            select (select count(*) from reeve.scim_user where tenant_id = \(acme)),
              (select count(*) from reeve.account where kind = 'service_account'),
              (select count(*) from reeve.tenant_access where tenant_id = \(acme)),
              (select count(*) from reeve.binding where tenant_id = \(acme))
            """
        )
        let row = try #require(left.first)
        #expect(try (0..<4).map { try row.decode($0, as: Int.self) } == [0, 0, 2, 1])
        #expect(try await make().id != id)
    }

    @Test func `every wrong field is named, and a name is taken once`() async throws {
        let answer = await harness.send(
            "POST \(path)",
            json: ["name": "A--b", "type": "LDAP", "profile": "ping"],
            as: .root
        )
        #expect(answer.status == 422 && Set(answer.fields) == ["name", "description", "type", "profile"])
        _ = try await make()
        let again = await harness.send(
            "POST \(path)",
            json: ["name": "okta-prod", "description": "", "type": "SCIM"],
            as: .root
        )
        #expect(again.status == 409 && again.fields == ["name"])
    }

    @Test func `only those who manage the instance see to integrations`() async throws {
        let id = try await make().id
        for line in [
            "GET \(path)", "GET \(path)/search", "GET \(path)/\(id)", "DELETE \(path)/\(id)",
            "POST \(path)/\(id)/disable",
            "POST \(path)/\(id)/enable",
        ] {
            #expect(await harness.send(line).status == 403, "\(line)")
            #expect(await harness.send(line, as: .stranger).status == 404, "\(line)")
        }
        let made = await harness.send("POST \(path)", json: ["name": "x", "description": "", "type": "SCIM"])
        #expect(made.status == 403)
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.outcome == .denied && record.permission == "security_integration.create")
    }

    @Test(arguments: [("GET", ""), ("DELETE", ""), ("POST", "/disable"), ("POST", "/enable")])
    func `the integration of another tenant looks like one that is not there`(_ method: String, _ end: String)
        async throws
    {
        let id = try await make().id
        let other = await harness.send("\(method) /api/v1/umbra/security-integrations/\(id)\(end)", as: .root)
        let none = await harness.send(
            "\(method) /api/v1/umbra/security-integrations/\(SecurityIntegration.ID.ordered())\(end)",
            as: .root
        )
        #expect(other.status == 404 && none.status == 404 && other["message"] == none["message"])
        #expect(await harness.send("GET \(path)/\(id)", as: .root)["enabled"] == true)
    }
}
