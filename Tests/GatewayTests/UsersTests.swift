import Access
import Audit
import Crypto
import HTTP
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("Users of the instance", .database)
struct UsersTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private func id(_ sender: GatewayHarness.Sender) throws -> String {
        try #require(harness.accounts[sender]).description
    }

    private func make(_ email: String = "ada@reeve.test", _ more: JSONObject = [:]) async throws -> String {
        var json = more
        json["email"] = JSON(email)
        let answer = await harness.send("POST /api/v1/users", json: .object(json), as: .root)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer["id"].string)
    }

    private func signIn(_ username: String, _ password: String) async -> GatewayHarness.Answer {
        await harness.send("POST /login", json: ["username": JSON(username), "password": JSON(password)], as: .nobody)
    }

    /// The `Cookie` field, and the cross-site token, of what a sign-in answered.
    private func cookies(_ answer: GatewayHarness.Answer) -> [(String, String)] {
        let pairs = answer.headers.values(of: "set-cookie").compactMap {
            $0.split(separator: ";").first.map(String.init)
        }
        let token = pairs.first { $0.hasPrefix("csrfToken=") }?.dropFirst("csrfToken=".count) ?? ""
        return [("cookie", pairs.joined(separator: "; ")), ("x-csrf-token", String(token))]
    }

    @Test func `are made with access, groups and a password, and their secrets are nowhere in the record`() async throws
    {
        let group = await harness.send("POST /api/v1/acme/groups", json: ["name": "ops"])
        let groupID = try #require(group["id"].string)
        let answer = await harness.send(
            "POST /api/v1/users",
            json: [
                "email": "Ada@reeve.test", "firstName": "Ada", "lastName": "L", "password": "Analytical1",
                "tenants": ["acme"], "groups": [JSON(groupID)],
            ],
            as: .root
        )
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer["username"] == "Ada@reeve.test" && answer["displayName"] == "Ada L")
        #expect(answer["tenants"] == [["id": "acme", "name": "acme"]])
        #expect(answer["groups"] == [["id": JSON(groupID), "tenantId": "acme"]])
        #expect(answer["auths"][0]?["type"] == "BASIC_AUTH" && answer["superAdmin"] == false)
        let record = try #require(try await harness.audit(of: nil).first)
        #expect(record.permission == "user.create" && record.resource.id == answer["id"].string)
        #expect(await signIn("ada@REEVE.test", "Analytical1").status == 200)
    }

    @Test func `are refused with every wrong field named, a weak password and a taken name`() async throws {
        let wrong = await harness.send(
            "POST /api/v1/users",
            json: ["email": "ada", "superAdmin": "yes", "tenants": ["A B"], "groups": ["x"], "shoe": 1],
            as: .root
        )
        #expect(wrong.status == 422)
        #expect(Set(wrong.fields) == ["email", "superAdmin", "tenants[0]", "groups[0]", "shoe"])
        let weak = await harness.send("POST /api/v1/users", json: ["email": "a@b", "password": "x"], as: .root)
        #expect(weak.status == 422 && weak.fields.contains("password"))
        let taken = await harness.send("POST /api/v1/users", json: ["email": "ADMIN@reeve.test"], as: .root)
        #expect(taken.status == 409 && taken.fields == ["email"])
        let nowhere = await harness.send("POST /api/v1/users", json: ["email": "a@b", "tenants": ["none"]], as: .root)
        #expect(nowhere.status == 404)
        #expect(await harness.send("GET /api/v1/users?filters[q][EQUALS]=a@b", as: .root)["total"] == 0)
    }

    @Test(
        arguments: [
            "GET /api/v1/users", "GET /api/v1/users/{id}", "DELETE /api/v1/users/{id}",
            "GET /api/v1/users/{id}/api-tokens", "POST /api/v1/users/{id}/impersonate",
            "DELETE /api/v1/users/{id}/refresh-token", "GET /api/v1/service-accounts",
        ]
    )
    func `are for those who manage the instance`(_ line: String) async throws {
        let line = line.split(separator: "{id}", omittingEmptySubsequences: false).joined(separator: try id(.member))
        #expect(await harness.send(line, as: .admin).status == 403)
        #expect(await harness.send(line, as: .nobody).status == 401)
    }

    @Test func `that are not there, and service accounts, are not found`() async throws {
        for id in [Account.ID.random().description, "x"] {
            #expect(await harness.send("GET /api/v1/users/\(id)", as: .root).status == 404)
            #expect(await harness.send("DELETE /api/v1/users/\(id)", as: .root).status == 404)
            #expect(await harness.send("POST /api/v1/users/\(id)/impersonate", as: .root).status == 404)
        }
        let robot = await harness.send("POST /api/v1/service-accounts", json: ["name": "ci"], as: .root)
        #expect(await harness.send("GET /api/v1/users/\(robot["id"].string ?? "")", as: .root).status == 404)
    }

    @Test func `that are renamed are renamed in their tenants`() async throws {
        let user = try await make("ada@reeve.test", ["tenants": ["acme"]])
        let answer = await harness.send(
            "PATCH /api/v1/users/\(user)",
            json: ["email": "countess@reeve.test", "firstName": "Ada"],
            as: .root
        )
        #expect(answer.status == 200 && answer["username"] == "countess@reeve.test")
        let access = await harness.send("GET /api/v1/acme/tenant-access/\(user)")
        #expect(access["username"] == "countess@reeve.test" && access["displayName"] == "Ada")
        let record = try #require(try await harness.audit(of: nil).first)
        #expect(record.permission == "user.update" && record.type == .update)
    }

    @Test func `that are written keep what is left out, and lose what is taken away`() async throws {
        let user = try await make("ada@reeve.test", ["tenants": ["acme", "umbra"], "password": "Analytical1"])
        let kept = await harness.send("PUT /api/v1/users/\(user)", json: ["email": "ada@reeve.test"], as: .root)
        #expect(kept["tenants"].array?.count == 2 && kept["auths"].array?.count == 1)
        let one = await harness.send(
            "PUT /api/v1/users/\(user)",
            json: ["email": "ada@reeve.test", "tenants": ["umbra"]],
            as: .root
        )
        #expect(one["tenants"] == [["id": "umbra", "name": "umbra"]])
        #expect(await harness.send("GET /api/v1/acme/tenant-access/\(user)").status == 404)
        #expect(await signIn("ada@reeve.test", "Analytical1").status == 200)
    }

    @Test func `that lose their last tenant lose their sessions and tokens`() async throws {
        let user = try await make("ada@reeve.test", ["tenants": ["acme"], "password": "Analytical1"])
        let session = cookies(await signIn("ada@reeve.test", "Analytical1"))
        let token = await harness.send("POST /api/v1/users/\(user)/api-tokens", json: ["name": "t"], as: .root)
        let bearer = [("authorization", "Bearer \(token["fullToken"].string ?? "")")]
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: session).status == 200)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: bearer).status == 200)
        let left = await harness.send(
            "PUT /api/v1/users/\(user)",
            json: ["email": "ada@reeve.test", "tenants": []],
            as: .root
        )
        #expect(left.status == 200)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: session).status == 401)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: bearer).status == 401)
    }

    @Test func `that are deleted are gone at once, and one cannot delete oneself`() async throws {
        let user = try await make("ada@reeve.test", ["password": "Analytical1"])
        let session = cookies(await signIn("ada@reeve.test", "Analytical1"))
        #expect(await harness.send("DELETE /api/v1/users/\(user)", as: .root).status == 204)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: session).status == 401)
        #expect(await harness.send("GET /api/v1/users/\(user)", as: .root).status == 404)
        let record = try #require(try await harness.audit(of: nil).first)
        #expect(record.permission == "user.delete" && record.resource.id == user)
        #expect(await harness.send("DELETE /api/v1/users/\(try id(.root))", as: .root).status == 409)
    }

    @Test func `who manage the instance are never none`() async throws {
        let robot = await harness.send(
            "POST /api/v1/service-accounts",
            json: ["name": "boss", "superAdmin": true],
            as: .root
        )
        let made = await harness.send(
            "POST /api/v1/service-accounts/\(robot["id"].string ?? "")/api-tokens",
            json: ["name": "t"],
            as: .root
        )
        let bearer = [("authorization", "Bearer \(made["fullToken"].string ?? "")")]
        let root = try id(.root)
        #expect(await harness.send("GET /api/v1/users", as: .nobody, headers: bearer).status == 200)
        let line = "PATCH /api/v1/users/\(root)/superadmin"
        #expect(await harness.send(line, json: ["superAdmin": false], as: .root).status == 409)
        #expect(await harness.send(line, json: ["superAdmin": false], as: .nobody, headers: bearer).status == 409)
        #expect(await harness.send("DELETE /api/v1/users/\(root)", as: .nobody, headers: bearer).status == 409)
        let second = try await make()
        let risen = await harness.send(
            "PATCH /api/v1/users/\(second)/superadmin",
            json: ["instanceOwner": true],
            as: .root
        )
        #expect(risen.status == 200)
        #expect(await harness.send(line, json: ["superAdmin": false], as: .nobody, headers: bearer).status == 200)
        #expect(await harness.send("GET /api/v1/users", as: .root).status == 403)
        #expect(await harness.send(line, json: [:], as: .nobody, headers: bearer).fields == ["superAdmin"])
    }

    @Test func `can be acted for by who manages the instance, and the record says who did`() async throws {
        let user = try await make("ada@reeve.test", ["tenants": ["acme"]])
        let answer = await harness.send("POST /api/v1/users/\(user)/impersonate", as: .root)
        #expect(answer.status == 200)
        let session = cookies(answer)
        let record = try #require(try await harness.audit(of: nil).first)
        #expect(record.type == .impersonate && record.permission == "user.impersonate" && record.resource.id == user)
        let me = await harness.send("GET /api/v1/me", as: .nobody, headers: session)
        #expect(me["id"].string == user)
        // What is the other's own stays the other's.
        let profile = await harness.send("PATCH /api/v1/me", json: ["firstName": "x"], as: .nobody, headers: session)
        #expect(profile.status == 403)
        let token = await harness.send("POST /api/v1/me/api-tokens", json: ["name": "t"], as: .nobody, headers: session)
        #expect(token.status == 403)
        // It ends with the sessions of who acts, and when the user rises.
        _ = await harness.send("PATCH /api/v1/users/\(user)/superadmin", json: ["superAdmin": true], as: .root)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: session).status == 401)
        #expect(await harness.send("POST /api/v1/users/\(user)/impersonate", as: .root).status == 403)
    }

    @Test func `have sessions that can be ended, and a way to sign in that can be taken away`() async throws {
        let user = try await make("ada@reeve.test", ["password": "Analytical1"])
        let first = cookies(await signIn("ada@reeve.test", "Analytical1"))
        #expect(await harness.send("DELETE /api/v1/users/\(user)/refresh-token", as: .root).status == 204)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: first).status == 401)
        let second = cookies(await signIn("ada@reeve.test", "Analytical1"))
        let set = await harness.send(
            "PATCH /api/v1/users/\(user)/password",
            json: ["password": "Difference2"],
            as: .root
        )
        #expect(set.status == 200)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: second).status == 401)
        #expect(await signIn("ada@reeve.test", "Analytical1").status == 401)
        #expect(await signIn("ada@reeve.test", "Difference2").status == 200)
        #expect(await harness.send("DELETE /api/v1/users/\(user)/auths/oidc", as: .root).status == 404)
        let gone = await harness.send("DELETE /api/v1/users/\(user)/auths/basic", as: .root)
        #expect(gone.status == 200 && gone["auths"] == [])
        #expect(await signIn("ada@reeve.test", "Difference2").status == 401)
        #expect(await harness.send("DELETE /api/v1/users/\(user)/auths/basic", as: .root).status == 404)
    }

    @Test func `change their own password with the old one, and keep the session that did`() async throws {
        _ = try await make("ada@reeve.test", ["password": "Analytical1"])
        let mine = cookies(await signIn("ada@reeve.test", "Analytical1"))
        let other = cookies(await signIn("ada@reeve.test", "Analytical1"))
        let line = "PUT /api/v1/me/password"
        let wrong: JSON = ["oldPassword": "Analytical2", "newPassword": "Difference2"]
        #expect(await harness.send(line, json: wrong, as: .nobody, headers: mine).fields == ["oldPassword"])
        let weak: JSON = ["oldPassword": "Analytical1", "newPassword": "x"]
        #expect(await harness.send(line, json: weak, as: .nobody, headers: mine).status == 422)
        let good: JSON = ["oldPassword": "Analytical1", "newPassword": "Difference2"]
        #expect(await harness.send(line, json: good, as: .nobody, headers: mine).status == 200)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: mine).status == 200)
        #expect(await harness.send("GET /api/v1/me", as: .nobody, headers: other).status == 401)
        #expect(await signIn("ada@reeve.test", "Difference2").status == 200)
    }

    @Test func `are put into groups of a tenant by who has the rights of those groups`() async throws {
        let ops = try #require(await harness.send("POST /api/v1/acme/groups", json: ["name": "ops"])["id"].string)
        let member = try id(.member)
        let line = "PUT /api/v1/acme/users/\(member)/groups"
        #expect(await harness.send(line, json: ["groupIds": [JSON(ops)]]).status == 204)
        let access = await harness.send("GET /api/v1/acme/tenant-access/\(member)")
        #expect(access["groups"] == [["id": JSON(ops), "name": "ops", "external": false]])
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.permission == "user.manage_group_membership" && record.resource.id == member)
        #expect(await harness.send(line, json: ["groupIds": [JSON(UUID.v7().description)]]).status == 404)
        #expect(await harness.send(line, json: ["groupIds": []], as: .member).status == 403)
        #expect(await harness.send(line, json: ["groups": []]).status == 422)
        let foreign = "PUT /api/v1/acme/users/\(try id(.stranger))/groups"
        #expect(await harness.send(foreign, json: ["groupIds": []]).status == 404)
        #expect(await harness.send(line, json: ["groupIds": []]).status == 204)
        #expect(await harness.send("GET /api/v1/acme/tenant-access/\(member)")["groups"] == [])
    }
}
