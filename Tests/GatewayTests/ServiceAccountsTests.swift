import Access
import Audit
import JSON
import Tenancy
import Testbed
import Testing

@Suite("Service accounts", .database)
struct ServiceAccountsTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private func make(_ name: String = "ci", _ more: JSONObject = [:]) async throws -> String {
        var json = more
        json["name"] = JSON(name)
        let answer = await harness.send("POST /api/v1/acme/service-accounts", json: .object(json))
        try #require(answer.status == 200, "\(answer.text)")
        return try #require(answer["id"].string)
    }

    private func bind(_ account: String, to role: String) async throws {
        let roles = await harness.send("GET /api/v1/acme/roles/search?size=100")
        let id = try #require(roles["results"].array?.first { $0["name"]?.string == role }?["id"]?.string)
        let answer = await harness.send(
            "POST /api/v1/acme/bindings",
            json: ["type": "USER", "externalId": JSON(account), "roleId": JSON(id)]
        )
        try #require(answer.status == 200, "\(answer.text)")
    }

    @Test func `of a tenant are made, changed, found and deleted`() async throws {
        let ops = try #require(await harness.send("POST /api/v1/acme/groups", json: ["name": "ops"])["id"].string)
        let id = try await make("ci", ["description": "builds", "groups": [["id": JSON(ops)]]])
        let line = "/api/v1/acme/service-accounts"
        let shown = await harness.send("GET \(line)/\(id)")
        #expect(shown["name"] == "ci" && shown["description"] == "builds" && shown["groups"] == [["id": JSON(ops)]])
        let changed = await harness.send("PUT \(line)/\(id)", json: ["name": "cd", "groups": []])
        #expect(changed["name"] == "cd" && changed["description"] == .null && changed["groups"] == [])
        let list = await harness.send("GET \(line)?filters[q][CONTAINS]=CD")
        #expect(list["total"] == 1 && list["results"][0]?["username"] == "cd")
        #expect(await harness.send("POST \(line)", json: ["name": "cd"]).fields == ["name"])
        #expect(await harness.send("DELETE \(line)/\(id)").status == 200)
        #expect(await harness.send("GET \(line)/\(id)").status == 404)
        let records = try await harness.audit(of: harness.acme).filter { $0.resource.id == id }
        #expect(
            records.map(\.permission) == ["service_account.delete", "service_account.update", "service_account.create"]
        )
    }

    @Test func `of a tenant are refused with every wrong field named, and without the right`() async throws {
        let line = "/api/v1/acme/service-accounts"
        let wrong = await harness.send(
            "POST \(line)",
            json: ["name": "C I", "superAdmin": true, "groups": [[:]], "x": 1]
        )
        #expect(wrong.status == 422 && Set(wrong.fields) == ["name", "superAdmin", "groups[0]", "x"])
        #expect(await harness.send("POST \(line)", json: ["name": "ci"], as: .member).status == 403)
        let id = try await make()
        for foreign in [id, Account.ID.random().description, try #require(harness.accounts[.stranger]).description] {
            #expect(await harness.send("GET /api/v1/umbra/service-accounts/\(foreign)", as: .stranger).status == 404)
            #expect(await harness.send("DELETE /api/v1/umbra/service-accounts/\(foreign)", as: .stranger).status == 404)
        }
    }

    @Test func `of a tenant have tokens that are good there alone`() async throws {
        let id = try await make()
        try await bind(id, to: "Admin")
        let line = "/api/v1/acme/service-accounts/\(id)/api-tokens"
        let made = await harness.send("POST \(line)", json: ["name": "t", "maxAge": "P1D"])
        #expect(made.status == 200, "\(made.text)")
        let headers = [("authorization", "Bearer \(made["fullToken"].string ?? "")")]
        #expect(made["fullToken"].string?.hasPrefix("rvs_") == true)
        #expect(await harness.send("GET /api/v1/acme/roles/search", as: .nobody, headers: headers).status == 200)
        #expect(await harness.send("GET /api/v1/umbra/roles/search", as: .nobody, headers: headers).status == 404)
        #expect(
            await harness.send("POST /api/v1/me/api-tokens", json: ["name": "t"], as: .nobody, headers: headers).status
                == 403
        )
        #expect(await harness.send("GET \(line)")["total"] == 1)
        // Should the instance raise the account, the tenant's token does not rise with it.
        let risen = await harness.send(
            "PATCH /api/v1/service-accounts/\(id)/superadmin",
            json: ["superAdmin": true],
            as: .root
        )
        #expect(risen.status == 200)
        #expect(await harness.send("GET /api/v1/users", as: .nobody, headers: headers).status == 403)
        #expect(await harness.send("POST \(line)", json: ["name": "u"]).status == 409)
        _ = await harness.send(
            "PATCH /api/v1/service-accounts/\(id)/superadmin",
            json: ["superAdmin": false],
            as: .root
        )
        #expect(await harness.send("DELETE \(line)/\(made["id"].string ?? "")").status == 200)
        #expect(await harness.send("GET /api/v1/acme/roles/search", as: .nobody, headers: headers).status == 401)
    }

    @Test func `lend nobody rights that he lacks`() async throws {
        let id = try await make()
        try await bind(id, to: "Admin")
        let role = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "robots", "permissions": ["SERVICE_ACCOUNT": ["VIEW", "UPDATE"]]]
        )
        let given = await harness.send(
            "POST /api/v1/acme/bindings",
            json: [
                "type": "USER", "externalId": JSON(harness.accounts[.member]?.description),
                "roleId": role["id"],
            ]
        )
        #expect(given.status == 200)
        let line = "/api/v1/acme/service-accounts/\(id)/api-tokens"
        #expect(await harness.send("GET \(line)", as: .member).status == 200)
        #expect(await harness.send("POST \(line)", json: ["name": "t"], as: .member).status == 403)
        #expect(await harness.send("POST \(line)", json: ["name": "t"]).status == 200)
    }

    @Test func `of the instance are let into tenants, which cannot change them`() async throws {
        let made = await harness.send(
            "POST /api/v1/service-accounts",
            json: ["name": "backup", "tenants": ["acme"]],
            as: .root
        )
        #expect(made.status == 200 && made["tenants"] == [["id": "acme", "name": "acme"]])
        let id = try #require(made["id"].string)
        let tenantLine = "/api/v1/acme/service-accounts/\(id)"
        #expect(await harness.send("GET \(tenantLine)")["name"] == "backup")
        #expect(await harness.send("PUT \(tenantLine)", json: ["name": "mine"]).status == 409)
        #expect(await harness.send("DELETE \(tenantLine)").status == 409)
        #expect(await harness.send("POST \(tenantLine)/api-tokens", json: ["name": "t"]).status == 409)
        let line = "/api/v1/service-accounts/\(id)"
        let changed = await harness.send("PATCH \(line)", json: ["name": "archive", "description": "d"], as: .root)
        #expect(changed["name"] == "archive" && changed["description"] == "d")
        #expect(await harness.send("GET \(tenantLine)")["name"] == "archive")
        #expect(await harness.send("GET /api/v1/service-accounts?filters[q][EQUALS]=archive", as: .root)["total"] == 1)
        #expect(await harness.send("GET \(line)", as: .root)["instanceOwner"] == false)
        let token = await harness.send("POST \(line)/api-tokens", json: ["name": "t"], as: .root)
        let headers = [("authorization", "Bearer \(token["fullToken"].string ?? "")")]
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: headers)["id"].string == id)
        #expect(await harness.send("GET \(line)/api-tokens", as: .root)["total"] == 1)
        // A tenant neither sees nor ends a token that is not its own.
        #expect(await harness.send("GET \(tenantLine)/api-tokens")["total"] == 0)
        #expect(await harness.send("DELETE \(line)/api-tokens/\(token["id"].string ?? "")", as: .root).status == 200)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: headers).status == 401)
        #expect(await harness.send("DELETE \(line)", as: .root).status == 204)
        #expect(await harness.send("GET \(tenantLine)").status == 404)
    }
}
