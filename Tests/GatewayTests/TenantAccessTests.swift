import Access
import Audit
import JSON
import Tenancy
import Testbed
import Testing

@Suite("Access to a tenant", .database)
struct TenantAccessTests {
    let harness: GatewayHarness
    private let line = "/api/v1/acme/tenant-access"
    init() async throws { harness = try await GatewayHarness() }

    private func id(_ sender: GatewayHarness.Sender) throws -> String {
        try #require(harness.accounts[sender]).description
    }

    @Test func `is given by e-mail address once`() async throws {
        #expect(await harness.send("POST \(line)", json: ["email": "STRANGER@reeve.test"]).status == 204)
        #expect(await harness.send("POST \(line)", json: ["email": "stranger@reeve.test"]).status == 409)
        #expect(await harness.send("POST \(line)", json: ["email": "none@reeve.test"]).status == 404)
        #expect(await harness.send("POST \(line)", json: ["email": "none", "x": 1]).fields == ["email", "x"])
        #expect(await harness.send("POST \(line)", json: ["email": "root@reeve.test"], as: .member).status == 403)
        let stranger = try id(.stranger)
        let record = try #require(try await harness.audit(of: harness.acme).first { $0.outcome == .success })
        #expect(record.permission == "user.create" && record.resource.id == stranger)
        let access = await harness.send("GET \(line)/\(stranger)")
        #expect(access["tenantId"] == "acme" && access["userId"].string == stranger && access["roles"] == [])
    }

    @Test func `is given by identifier, and no harm is done twice`() async throws {
        let stranger = try id(.stranger)
        #expect(await harness.send("PUT \(line)/\(stranger)", as: .root).status == 201)
        let count = try await harness.audit(of: harness.acme).count
        #expect(await harness.send("PUT \(line)/\(stranger)", as: .root).status == 201)
        #expect(try await harness.audit(of: harness.acme).count == count)
        #expect(await harness.send("PUT \(line)/\(Account.ID.random())").status == 404)
    }

    @Test func `is not given to another tenant's user by identifier`() async throws {
        let stranger = try id(.stranger)
        let refused = await harness.send("PUT \(line)/\(stranger)")
        let nobody = await harness.send("PUT \(line)/\(Account.ID.random())")
        #expect(refused.status == 404 && refused["detail"] == nobody["detail"])
        #expect(await harness.send("PUT \(line)/\(try id(.member))").status == 201)
        // One of no tenant is nobody's to hide.
        let free = await harness.send("POST /api/v1/users", json: ["email": "free@reeve.test"], as: .root)
        #expect(await harness.send("PUT \(line)/\(try #require(free["id"].string))").status == 201)
    }

    @Test func `comes with the roles that all who come get`() async throws {
        let role = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "all", "isDefault": true, "permissions": ["ROLE": ["VIEW", "LIST"]]]
        )
        #expect(role.status == 200)
        #expect(await harness.send("PUT \(line)/\(try id(.stranger))", as: .root).status == 201)
        let access = await harness.send("GET \(line)/\(try id(.stranger))")
        let assignment = try #require(access["roles"][0])
        #expect(assignment["id"] == role["id"] && assignment["origin"] == "BINDING")
        #expect(assignment["permissions"] == [["resource": "ROLE", "actions": ["VIEW", "LIST"]]])
        #expect(await harness.send("GET /api/v1/acme/roles/search", as: .stranger).status == 200)
    }

    @Test func `is listed and completed for the tenant's own users alone`() async throws {
        let list = await harness.send("GET \(line)?sort=username:desc")
        #expect(list["results"].array?.map { $0["username"] } == ["member@reeve.test", "admin@reeve.test"])
        let typed = await harness.send("POST \(line)/autocomplete", json: ["q": "MEM"])
        #expect(typed.json.array?.map { $0["displayName"] } == ["member"])
        let chosen = await harness.send(
            "POST \(line)/autocomplete",
            json: ["username": "admin", "ids": [JSON(try id(.member)), JSON(try id(.stranger)), "x"]]
        )
        #expect(chosen.json.array?.map { $0["displayName"] } == ["member", "admin"])
        #expect(await harness.send("GET \(line)", as: .member).status == 403)
        #expect(await harness.send("GET \(line)/\(try id(.stranger))").status == 404)
    }

    @Test func `ends at once with what came with it`() async throws {
        let member = try id(.member)
        #expect(await harness.send("GET /api/v1/me", as: .member).status == 200)
        #expect(await harness.send("DELETE \(line)/\(member)", as: .member).status == 403)
        #expect(await harness.send("DELETE \(line)/\(member)").status == 204)
        // The user has no other tenant: the token that it showed is gone too.
        #expect(await harness.send("GET /api/v1/me", as: .member).status == 401)
        #expect(await harness.send("DELETE \(line)/\(member)").status == 404)
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.permission == "user.delete" && record.resource.id == member)
    }

    @Test func `cannot be taken from oneself, and ends in one tenant alone`() async throws {
        #expect(await harness.send("DELETE \(line)/\(try id(.admin))").status == 409)
        let stranger = try id(.stranger)
        _ = await harness.send("PUT \(line)/\(stranger)", as: .root)
        #expect(await harness.send("DELETE \(line)/\(stranger)").status == 204)
        #expect(await harness.send("GET /api/v1/acme/groups/search", as: .stranger).status == 404)
        #expect(await harness.send("GET /api/v1/umbra/groups/search", as: .stranger).status == 200)
    }

    @Test func `that is given again does not bring back the rights of before`() async throws {
        let stranger = try id(.stranger)
        _ = await harness.send("PUT \(line)/\(stranger)", as: .root)
        let roles = await harness.send("GET /api/v1/acme/roles/search?size=100")
        let administrator = try #require(roles["results"].array?.first { $0["name"] == "Admin" }?["id"])
        let bound = await harness.send(
            "POST /api/v1/acme/bindings",
            json: ["type": "USER", "externalId": JSON(stranger), "roleId": administrator]
        )
        #expect(bound.status == 200)
        #expect(await harness.send("GET /api/v1/acme/roles/search", as: .stranger).status == 200)
        _ = await harness.send("DELETE \(line)/\(stranger)")
        _ = await harness.send("PUT \(line)/\(stranger)", as: .root)
        #expect(await harness.send("GET /api/v1/acme/roles/search", as: .stranger).status == 403)
    }
}
