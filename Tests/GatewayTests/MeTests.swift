import Access
import Audit
import JSON
import Tenancy
import Testbed
import Testing

@Suite("The caller itself", .database)
struct MeTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    @Test func `is told who it is and where it may go`() async throws {
        let me = await harness.send("GET /api/v1/me")
        #expect(me["id"].string == harness.accounts[.admin]?.description)
        #expect(me["profile"]["username"] == "admin@reeve.test" && me["superAdmin"] == false)
        #expect(me["tenants"] == [["id": "acme", "name": "acme"]])
        #expect(await harness.send("GET /api/v1/me", as: .nobody).status == 401)
    }

    @Test func `changes its names, not its address`() async throws {
        let answer = await harness.send("PATCH /api/v1/me", json: ["firstName": "Grace", "lastName": "H"])
        #expect(answer.status == 200 && answer["profile"]["firstName"] == "Grace")
        let id = try #require(harness.accounts[.admin])
        #expect(await harness.send("GET /api/v1/acme/tenant-access/\(id)")["displayName"] == "Grace H")
        #expect(await harness.send("PATCH /api/v1/me", json: ["email": "root@else.test"]).status == 403)
        #expect(await harness.send("PATCH /api/v1/me", json: ["email": "admin@reeve.test"]).status == 200)
        #expect(await harness.send("PATCH /api/v1/me", json: ["email": nil, "x": 1]).fields == ["email", "x"])
    }

    @Test func `has tokens that are shown once and end when they are deleted`() async throws {
        let made = await harness.send(
            "POST /api/v1/me/api-tokens",
            json: ["name": "laptop", "maxAge": "P30D", "extended": true]
        )
        #expect(made.status == 200, "\(made.text)")
        let token = try #require(made["fullToken"].string)
        let id = try #require(made["id"].string)
        let headers = [("authorization", "Bearer \(token)")]
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: headers).status == 200)
        let list = await harness.send("GET /api/v1/me/api-tokens")
        let shown = try #require(list["results"].array?.first { $0["id"]?.string == id })
        #expect(
            token.hasPrefix(shown["prefix"]?.string ?? "-") && shown["expired"] == false && shown["exp"]?.string != nil
        )
        #expect(!list.text.contains(token) && list["total"] == 2)
        let records = try await harness.audit(of: nil)
        #expect(records.first?.type == .create && records.first?.resource.id == id)
        // Only the holder finds it.
        #expect(await harness.send("DELETE /api/v1/me/api-tokens/\(id)", as: .member).status == 404)
        #expect(await harness.send("DELETE /api/v1/me/api-tokens/\(id)").status == 200)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: headers).status == 401)
        #expect(await harness.send("DELETE /api/v1/me/api-tokens/\(id)").status == 404)
    }

    @Test func `is told every wrong field of a token`() async {
        let answer = await harness.send(
            "POST /api/v1/me/api-tokens",
            json: ["name": "A b", "maxAge": "30 days", "extended": 1, "scope": "all"]
        )
        #expect(answer.status == 422 && Set(answer.fields) == ["name", "maxAge", "extended", "scope"])
        #expect(
            await harness.send("POST /api/v1/me/api-tokens", json: ["name": "a", "maxAge": "PT0S"]).fields == ["maxAge"]
        )
    }

    @Test func `changes nothing of its own while it is restricted`() async throws {
        let id = try #require(harness.accounts[.admin])
        let set = await harness.send("PATCH /api/v1/users/\(id)/restricted", json: ["restricted": true], as: .root)
        #expect(set.status == 200)
        #expect(await harness.send("GET /api/v1/me")["restricted"] == true)
        #expect(await harness.send("PATCH /api/v1/me", json: ["firstName": "x"]).status == 403)
        #expect(await harness.send("POST /api/v1/me/api-tokens", json: ["name": "t"]).status == 403)
        let password: JSON = ["oldPassword": "Analytical1", "newPassword": "Difference2"]
        #expect(await harness.send("PUT /api/v1/me/password", json: password).status == 403)
    }

    @Test func `without a password cannot change it`() async {
        let password: JSON = ["oldPassword": "Analytical1", "newPassword": "Difference2"]
        #expect(await harness.send("PUT /api/v1/me/password", json: password).fields == ["oldPassword"])
    }

    @Test func `may ask whether a password is good before it is anybody`() async {
        #expect(await harness.send("POST /api/v1/validate-password", text: "Analytical1", as: .nobody).status == 200)
        let weak = await harness.send("POST /api/v1/validate-password", text: "x", as: .nobody)
        #expect(weak.status == 422 && weak.fields.count == 3)
    }
}
