import Access
import Crypto
import HTTP
import JSON
import Postgres
import Testbed
import Testing

@Suite("The SCIM service of an integration", .database)
struct SCIMServiceTests {
    let harness: GatewayHarness
    let scim: SCIMClient

    init() async throws {
        harness = try await GatewayHarness()
        scim = try await SCIMClient(harness)
    }

    @Test func `the service describes itself`() async {
        let configuration = await scim.send("GET /ServiceProviderConfig")
        #expect(configuration.status == 200)
        #expect(configuration.headers["content-type"] == "application/scim+json")
        #expect(configuration["patch"]["supported"] == true && configuration["bulk"]["maxOperations"] == 0)
        let types = await scim.send("GET /ResourceTypes")
        #expect(types.list("id") == ["User", "Group"] && types["totalResults"] == 2)
        #expect(await scim.send("GET /ResourceTypes/User")["endpoint"] == "/Users")
        let schemas = await scim.send("GET /Schemas")
        #expect(schemas["totalResults"] == 6)
        let user = await scim.send("GET /Schemas/urn:ietf:params:scim:schemas:core:2.0:User")
        #expect(user["name"] == "User")
        #expect(
            user["meta"]["location"]?.string
                == "http://reeve.test\(scim.base)/Schemas/urn:ietf:params:scim:schemas:core:2.0:User"
        )
        for unknown in ["/ResourceTypes/Robot", "/Schemas/urn:nothing"] {
            let answer = await scim.send("GET \(unknown)")
            #expect(answer.status == 404 && answer["status"] == "404")
        }
    }

    @Test(arguments: ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"])
    func `what describes the service is neither filtered nor changed`(_ path: String) async {
        let filtered = await scim.send("GET \(path)?filter=id%20eq%20%22x%22")
        #expect(filtered.status == 403 && filtered["status"] == "403")
        #expect(await scim.send("GET \(path)?sortBy=id&startIndex=2&count=1").status == 200)
        let changed = await scim.send("POST \(path)", [:])
        #expect(changed.status == 405 && changed["status"] == "405")
        #expect(changed.headers["allow"] == "GET")
    }

    @Test(arguments: ["POST /Bulk", "GET /Me", "POST /Me", "PUT /Me", "PATCH /Me", "DELETE /Me"])
    func `what is not served says so`(_ line: String) async {
        let answer = await scim.send(line)
        #expect(answer.status == 501 && answer["status"] == "501")
        #expect(answer["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
    }

    @Test func `who shows nothing is told in the words of the protocol`() async {
        let answer = await harness.send("GET \(scim.base)/Users", as: .nobody)
        #expect(answer.status == 401 && answer["status"] == "401" && answer["detail"].string != nil)
        #expect(answer.headers["www-authenticate"] != nil)
        #expect(answer.headers["content-type"] == "application/scim+json")
    }

    @Test(arguments: [GatewayHarness.Sender.admin, .root, .member, .stranger])
    func `nobody but the integration sees the service`(_ sender: GatewayHarness.Sender) async {
        for line in ["GET \(scim.base)/Users", "GET \(scim.base)/Schemas", "DELETE \(scim.base)/Users/\(UUID.v4())"] {
            #expect(await harness.send(line, as: sender).status == 404)
        }
    }

    @Test func `an integration sees neither another nor anything else`() async throws {
        let other = try await SCIMClient(harness)
        #expect(await scim.sendElsewhere("GET \(other.base)/Users").status == 404)
        let elsewhere = try await SCIMClient(harness, of: "umbra")
        #expect(await scim.sendElsewhere("GET \(elsewhere.base)/Users").status == 404)
        let lines = [
            "GET /api/v1/acme/groups/search", "GET /api/v1/acme/roles/search", "GET /api/v1/acme/acls/permissions",
            "GET /api/v1/umbra/groups/search",
        ]
        for line in lines {
            #expect(await scim.sendElsewhere(line).status == 404, "\(line)")
        }
        #expect(await scim.sendElsewhere("POST /api/v1/acme/groups", ["name": "x"]).status == 404)
        #expect(await harness.send("GET /api/v1/acme/groups/search")["total"] == 0)
    }

    @Test func `an integration that is switched off is shut out`() async throws {
        let off = try await SCIMClient(harness, enabled: false)
        let answer = await off.send("GET /Users")
        #expect(answer.status == 401 && answer["status"] == "401")
        #expect(await off.send("POST /Users", ["userName": "a"]).status == 401)
    }

    @Test func `an integration without its role may do nothing`() async throws {
        try await harness.asOwner { tx in
            try await tx.execute(
                """
                delete from reeve.binding b using reeve.security_integration i
                where i.integration_id = \(scim.integration) and b.tenant_id = i.tenant_id and b.account_id = i.service_account_id
                """
            )
            try await tx.execute("update reeve.tenant set access_version = access_version + 1")
        }
        let answer = await scim.send("GET /Users")
        #expect(answer.status == 403 && answer["detail"].string == "the permission `user.list` is needed")
    }

    @Test func `a body that is no JSON is refused in the words of the protocol`() async {
        let answer = await harness.send(
            "POST \(scim.base)/Users",
            text: "{",
            as: .nobody,
            headers: [("authorization", "Bearer \(scim.token.text)"), ("content-type", "application/scim+json")]
        )
        #expect(answer.status == 400 && answer.scimType == "invalidSyntax")
        #expect(await scim.send("GET /Robots").headers["content-type"] == "application/scim+json")
    }
}
