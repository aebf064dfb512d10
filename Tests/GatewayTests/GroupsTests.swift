import Access
import Audit
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("Groups", .database)
struct GroupsTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private let path = "/api/v1/acme/groups"
    private var member: String { harness.accounts[.member]?.description ?? "" }
    private var admin: String { harness.accounts[.admin]?.description ?? "" }

    private func make(_ name: String = "ops", members: [String] = []) async throws -> String {
        let made = await harness.send("POST \(path)", json: ["name": JSON(name), "membersId": JSON(strings: members)])
        return try #require(made["id"].string)
    }

    /// Makes a group one that an identity provider provisions.
    private func provision(_ group: String) async throws {
        let made = await harness.send(
            "POST /api/v1/acme/security-integrations",
            json: ["name": "okta", "description": "", "type": "SCIM"],
            as: .root
        )
        let integration = try #require(made["id"].string.flatMap(SecurityIntegration.ID.init))
        let group = try #require(UserGroup.ID(group))
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.user = "postgres"
        let database = Database(configuration: configuration, group: try await Testbed.shared.group)
        let acme = harness.acme
        try await database.transaction { tx in
            _ = try await tx.execute(
                "update reeve.user_group set integration_id = \(integration) where tenant_id = \(acme) and group_id = \(group)"
            )
        }
        await database.close()
    }

    @Test func `a group is made, read, changed and deleted, each with its record`() async throws {
        let made = await harness.send(
            "POST \(path)",
            json: ["name": "Ops", "description": "on call", "membersId": [JSON(member)]]
        )
        #expect(made.status == 200 && made["name"] == "Ops")
        let id = try #require(made["id"].string)
        #expect(await harness.send("GET \(path)/\(id)").json == made.json)
        let changed = await harness.send("PUT \(path)/\(id)", json: ["name": "Crew"])
        #expect(changed.status == 200 && changed["name"] == "Crew" && changed["description"] == .null)
        #expect(await harness.send("DELETE \(path)/\(id)").status == 204)
        #expect(await harness.send("GET \(path)/\(id)").status == 404)
        let records = try await harness.audit(of: harness.acme).prefix(3)
        #expect(records.map(\.permission) == ["group.delete", "group.update", "group.create"])
        #expect(records.allSatisfy { $0.resource.id == id })
    }

    @Test func `every wrong field is named, and a name is taken once`() async throws {
        let answer = await harness.send(
            "POST \(path)",
            json: ["name": "", "description": 1, "membersId": ["x"], "y": 1]
        )
        #expect(answer.status == 422 && Set(answer.fields) == ["name", "description", "membersId[0]", "y"])
        let stranger = try #require(harness.accounts[.stranger]).description
        let unknown = await harness.send("POST \(path)", json: ["name": "x", "membersId": [JSON(stranger)]])
        #expect(unknown.status == 422 && unknown.fields == ["membersId"])
        let (first, _) = (try await make("one"), try await make("two"))
        let renamed = await harness.send("PUT \(path)/\(first)", json: ["name": "TWO"])
        #expect(renamed.status == 409 && renamed.fields == ["name"])
    }

    @Test func `members come, are found, and go`() async throws {
        let id = try await make()
        let added = await harness.send("PUT \(path)/\(id)/members/\(member)")
        #expect(added.status == 200 && added["groups"][0]?["membership"] == "MEMBER")
        let again = await harness.send("PUT \(path)/\(id)/members/\(member)")
        #expect(again.json == added.json)
        let found = await harness.send("GET \(path)/\(id)/members?filters[q][CONTAINS]=memb")
        #expect(found["total"] == 1 && found["results"][0]?["id"]?.string == member)
        let removed = await harness.send("DELETE \(path)/\(id)/members/\(member)")
        #expect(removed.status == 200 && removed["groups"] == [])
        #expect(await harness.send("DELETE \(path)/\(id)/members/\(member)").status == 404)
        #expect(await harness.send("PUT \(path)/\(id)/members/\(Account.ID.random())").status == 404)
        #expect(
            try await harness.audit(of: harness.acme).prefix(2).allSatisfy { $0.permission == "group.manage_members" }
        )
    }

    @Test func `what a group is bound to counts for a member from the next request on, and no longer than he is one`()
        async throws
    {
        let id = try await make()
        let role = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "r", "permissions": ["ROLE": ["LIST"]]]
        )
        _ = await harness.send(
            "POST /api/v1/acme/bindings",
            json: ["type": "GROUP", "externalId": JSON(id), "roleId": role["id"]]
        )
        let list = "GET /api/v1/acme/roles/search"
        #expect(await harness.send(list, as: .member).status == 403)
        _ = await harness.send("PUT \(path)/\(id)/members/\(member)")
        #expect(await harness.send(list, as: .member).status == 200)
        _ = await harness.send("DELETE \(path)/\(id)/members/\(member)")
        #expect(await harness.send(list, as: .member).status == 403)
        _ = await harness.send("PUT \(path)/\(id)/members/\(member)")
        #expect(await harness.send(list, as: .member).status == 200)
        _ = await harness.send("DELETE \(path)/\(id)")
        #expect(await harness.send(list, as: .member).status == 403)
    }

    @Test func `the owner of a group manages its members, and nothing else`() async throws {
        let (own, other) = (try await make("own", members: [member]), try await make("other"))
        #expect(await harness.send("PUT \(path)/\(own)/members/\(admin)", as: .member).status == 403)
        let owner = await harness.send("PUT \(path)/\(own)/members/membership/\(member)?membership=OWNER")
        #expect(owner.status == 200 && owner["groups"][0]?["membership"] == "OWNER")
        #expect(await harness.send("PUT \(path)/\(own)/members/\(admin)", as: .member).status == 200)
        let record = try #require(try await harness.audit(of: harness.acme).first)
        let group = try #require(UserGroup.ID(own))
        #expect(record.decision == .allowed(.groupOwner(group.uuid)))
        let membership = "\(path)/\(own)/members/membership/\(admin)"
        #expect(await harness.send("PUT \(membership)?membership=OWNER", as: .member).status == 200)
        #expect(await harness.send("DELETE \(path)/\(own)/members/\(admin)", as: .member).status == 200)
        #expect(await harness.send("PUT \(path)/\(other)/members/\(admin)", as: .member).status == 403)
        #expect(await harness.send("PUT \(path)/\(own)", json: ["name": "mine"], as: .member).status == 403)
        #expect(await harness.send("DELETE \(path)/\(own)", as: .member).status == 403)
        #expect(await harness.send("PUT \(membership)?membership=KING").fields == ["membership"])
    }

    @Test func `nobody lets himself into a group that is bound to more than he has`() async throws {
        let (plain, strong, own) = (try await make("plain"), try await make("strong"), try await make("own"))
        let manager = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "manager", "permissions": ["GROUP": ["MANAGE_MEMBERS"]]]
        )
        let secrets = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "secrets", "permissions": ["SECRET": ["VIEW"]]]
        )
        let bindings: JSON = [
            ["type": "USER", "externalId": JSON(member), "roleId": manager["id"]],
            ["type": "GROUP", "externalId": JSON(strong), "roleId": secrets["id"], "namespaceId": "a"],
            ["type": "GROUP", "externalId": JSON(own), "roleId": secrets["id"]],
        ]
        #expect(await harness.send("POST /api/v1/acme/bindings/bulk", json: bindings).status == 200)
        #expect(await harness.send("PUT \(path)/\(plain)/members/\(member)", as: .member).status == 200)
        let refused = await harness.send("PUT \(path)/\(strong)/members/\(member)", as: .member)
        #expect(refused.status == 403)
        #expect(refused["message"].string == "the permission `secret.view` is needed in the namespace `a`")
        _ = await harness.send("PUT \(path)/\(own)/members/\(member)")
        _ = await harness.send("PUT \(path)/\(own)/members/membership/\(member)?membership=OWNER")
        #expect(await harness.send("PUT \(path)/\(own)/members/\(admin)", as: .member).status == 200)
    }

    @Test func `a provisioned group is the identity provider's to change`() async throws {
        let id = try await make(members: [member])
        try await provision(id)
        let found = await harness.send("GET \(path)/search")
        #expect(found["results"][0]?["securityIntegrationName"] == "okta")
        #expect(await harness.send("PUT \(path)/\(id)", json: ["name": "x"]).status == 409)
        #expect(await harness.send("DELETE \(path)/\(id)").status == 409)
        #expect(await harness.send("PUT \(path)/\(id)/members/\(admin)").status == 409)
        #expect(await harness.send("DELETE \(path)/\(id)/members/\(member)").status == 409)
        let members = await harness.send("GET \(path)/\(id)/members")
        #expect(members["total"] == 1 && members["results"][0]?["groups"]?[0]?["external"] == true)
    }

    @Test func `groups are searched, listed and completed`() async throws {
        let (first, second) = (try await make("night watch"), try await make("day watch"))
        #expect(await harness.send("GET \(path)/search?filters[q][CONTAINS]=WATCH&sort=name:desc")["total"] == 2)
        #expect(await harness.send("GET \(path)/search?filters[q][EQUALS]=Watch")["total"] == 2)
        #expect(await harness.send("GET \(path)/search?filters[name][EQUALS]=Watch")["total"] == 0)
        let listed = await harness.send("POST \(path)/ids", json: ["ids": [JSON(first), "nobody"]])
        #expect(listed.json.array?.compactMap { $0["name"]?.string } == ["night watch"])
        let completed = await harness.send("POST \(path)/autocomplete", json: ["q": "night", "ids": [JSON(second)]])
        #expect(completed.json.array?.compactMap { $0["name"]?.string } == ["day watch", "night watch"])
        #expect(await harness.send("GET \(path)/search?sort=color:asc").status == 422)
    }

    @Test(arguments: ["GET", "PUT", "DELETE"])
    func `the group of another tenant looks like one that is not there`(_ method: String) async throws {
        let id = try await make()
        let json: JSON? = method == "PUT" ? ["name": "x"] : nil
        let other = await harness.send("\(method) /api/v1/umbra/groups/\(id)", json: json, as: .stranger)
        let none = await harness.send(
            "\(method) /api/v1/umbra/groups/\(UserGroup.ID.ordered())",
            json: json,
            as: .stranger
        )
        #expect(other.status == 404 && none.status == 404 && other["message"] == none["message"])
        let stranger = try #require(harness.accounts[.stranger])
        #expect(await harness.send("PUT /api/v1/umbra/groups/\(id)/members/\(stranger)", as: .stranger).status == 404)
    }

    @Test(arguments: [
        ("POST", "", "group.create"), ("PUT", "/ID", "group.update"), ("DELETE", "/ID", "group.delete"),
        ("GET", "/ID", "group.view"), ("GET", "/search", "group.list"), ("POST", "/ids", "group.list"),
        ("POST", "/autocomplete", "group.list"), ("GET", "/ID/members", "group.view"),
        ("PUT", "/ID/members/USER", "group.manage_members"), ("DELETE", "/ID/members/USER", "group.manage_members"),
        ("PUT", "/ID/members/membership/USER?membership=OWNER", "group.manage_members"),
    ])
    func `who lacks the right is told which`(_ method: String, _ end: String, _ permission: String) async throws {
        let id = try await make(members: [member])
        let line = "\(method) \(path)\(end)".replacing("ID", with: id).replacing("USER", with: member)
        let json: JSON? =
            ["/ids", "/autocomplete"].contains(end) ? ["ids": []] : ["", "/ID"].contains(end) ? ["name": "x"] : nil
        let answer = await harness.send(line, json: method == "GET" || method == "DELETE" ? nil : json, as: .member)
        #expect(answer.status == 403)
        #expect(answer["message"].string == "the permission `\(permission)` is needed")
    }
}
