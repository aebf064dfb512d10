import Access
import Audit
import Crypto
import HTTP
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("Groups by SCIM", .database)
struct SCIMGroupsTests {
    let harness: GatewayHarness
    let scim: SCIMClient

    init() async throws {
        harness = try await GatewayHarness()
        scim = try await SCIMClient(harness)
    }

    private func members(_ group: String) async -> [String] {
        let answer = await scim.send("GET /Groups/\(group)")
        return (answer["members"].array ?? []).compactMap { $0["value"]?.string }.sorted()
    }

    /// Adds many users to a group behind the service's back, as what was provisioned long ago.
    private func fill(_ group: String, _ count: Int) async throws {
        let (tenant, integration, id) = (scim.tenant, scim.integration, try #require(UUID(group)))
        try await harness.asOwner { tx in
            try await tx.execute(
                """
                with made as (
                  insert into reeve.account (account_id, kind, username, username_key)
                  select gen_random_uuid(), 'user', 'mass' || n, 'mass' || n from generate_series(1, \(count)) n
                  returning account_id, username
                ), let_in as (
                  insert into reeve.tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
                  select \(tenant), account_id, 'user', username, username, username from made returning account_id, username
                ), provisioned as (
                  insert into reeve.scim_user (tenant_id, account_id, integration_id, user_name, user_name_key, resource)
                  select \(tenant), account_id, \(integration), username, username, jsonb_build_object('userName', username)
                  from let_in returning account_id
                )
                insert into reeve.group_member (tenant_id, group_id, account_id) select \(tenant), \(id), account_id from provisioned
                """
            )
        }
    }

    @Test func `a group is made, read, replaced, patched and removed, each with its record`() async throws {
        let (ada, bob) = (try await scim.makeUser("ada"), try await scim.makeUser("bob"))
        let made = await scim.send(
            "POST /Groups",
            [
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Crew", "externalId": "g1",
                "members": [["value": JSON(ada)]],
            ]
        )
        let id = try #require(made["id"].string)
        #expect(made.status == 201 && made.headers["location"] == "http://reeve.test\(scim.base)/Groups/\(id)")
        #expect(made["members"][0]?["$ref"]?.string == "http://reeve.test\(scim.base)/Users/\(ada)")
        #expect(await scim.send("GET /Groups/\(id)").json == made.json)
        #expect(await scim.send("GET /Users/\(ada)")["groups"][0]?["display"] == "Crew")
        let replaced = await scim.send("PUT /Groups/\(id)", ["displayName": "Team", "members": [["value": JSON(bob)]]])
        #expect(replaced.status == 200 && replaced["externalId"] == .null)
        #expect(await members(id) == [bob])
        #expect(await scim.send("GET /Users/\(ada)")["groups"] == .null)
        let patched = await scim.patch(
            "/Groups/\(id)",
            ["op": "add", "path": "members", "value": [["value": JSON(ada)]]]
        )
        #expect(patched.status == 200 && patched["members"].array?.count == 2)
        #expect(await scim.send("GET /Groups/\(id)?excludedAttributes=members")["members"] == .null)
        #expect(await scim.send("DELETE /Groups/\(id)").status == 204)
        #expect(await scim.send("DELETE /Groups/\(id)").status == 404)
        #expect(await scim.send("GET /Groups/\(id)").status == 404)
        let records = try await harness.audit(of: harness.acme).filter { $0.resource.id == id }
        #expect(records.map(\.permission) == ["group.delete", "group.update", "group.update", "group.create"])
        #expect("\(records[2])".contains(ada) && "\(records[2])".contains(bob))
    }

    @Test func `a name is taken in the tenant whatever its case`() async throws {
        _ = try await scim.makeGroup("crew")
        #expect(await harness.send("POST /api/v1/acme/groups", json: ["name": "ops"]).status == 200)
        for name in ["CREW", "Ops"] {
            let answer = await scim.send("POST /Groups", ["displayName": JSON(name)])
            #expect(answer.status == 409 && answer.scimType == "uniqueness")
        }
        let other = try await scim.makeGroup("other")
        #expect(
            await scim.patch("/Groups/\(other)", ["op": "replace", "value": ["displayName": "Crew"]]).status == 409
        )
        #expect(await scim.send("GET /Groups?filter=displayName%20eq%20%22CREW%22").list("displayName") == ["crew"])
        // What the tenant made by hand is no concern of the integration.
        #expect(await scim.send("GET /Groups")["totalResults"] == 2)
    }

    @Test func `a member whom nobody knows is named and nothing changes`() async throws {
        let id = try await scim.makeGroup("crew")
        let known = try await scim.makeUser("ada")
        let elsewhere = try await SCIMClient(harness, of: "umbra").makeUser("bob")
        for unknown in [UUID.v4().description, "nobody", elsewhere] {
            let answer = await scim.patch(
                "/Groups/\(id)",
                ["op": "add", "path": "members", "value": [["value": JSON(known)], ["value": JSON(unknown)]]]
            )
            #expect(answer.status == 400 && answer.scimType == "invalidValue")
            #expect(answer["detail"].string?.contains(unknown) == true)
        }
        #expect(await members(id) == [])
        #expect(await scim.send("GET /Groups/\(id)")["meta"]["version"] == "W/\"1\"")
    }

    @Test func `to add who is in and to remove who is out is as good and changes nothing`() async throws {
        let (ada, bob) = (try await scim.makeUser("ada"), try await scim.makeUser("bob"))
        let id = try await scim.makeGroup("crew", members: [ada])
        let before = await scim.send("GET /Groups/\(id)")
        let again = await scim.patch(
            "/Groups/\(id)",
            ["op": "add", "path": "members", "value": [["value": JSON(ada)]]],
            ["op": "remove", "path": .string("members[value eq \"\(bob)\"]")]
        )
        #expect(again.status == 200 && again.json == before.json)
        #expect(await scim.send("PUT /Groups/\(id)", before.json).json == before.json)
    }

    @Test func `members gain and lose what their group is granted with the next request`() async throws {
        let admin = try #require(harness.accounts[.member]).description
        #expect(try await scim.makeUser("member@reeve.test") == admin)
        let id = try await scim.makeGroup("crew")
        let roles = await harness.send("GET /api/v1/acme/roles/search?filters[name][EQUALS]=Admin")
        let role = try #require(roles["results"][0]?["id"])
        #expect(
            await harness.send(
                "POST /api/v1/acme/bindings",
                json: ["type": "GROUP", "externalId": JSON(id), "roleId": role]
            ).status == 200
        )
        func lists() async -> Int { await harness.send("GET /api/v1/acme/roles/search", as: .member).status }
        #expect(await lists() == 403)
        _ = await scim.patch("/Groups/\(id)", ["op": "add", "path": "members", "value": [["value": JSON(admin)]]])
        #expect(await lists() == 200)
        _ = await scim.patch("/Groups/\(id)", ["op": "remove", "path": .string("members[value eq \"\(admin)\"]")])
        #expect(await lists() == 403)
        _ = await scim.patch("/Groups/\(id)", ["op": "add", "path": "members", "value": [["value": JSON(admin)]]])
        #expect(await lists() == 200)
        #expect(await scim.send("DELETE /Groups/\(id)").status == 204)
        #expect(await lists() == 403)
    }

    @Test func `one member more costs no more in a group of many`() async throws {
        let id = try await scim.makeGroup("everybody")
        let user = try await scim.makeUser("ada")
        try await fill(id, 20_000)
        func read() async throws -> (members: Int, touched: Int) {
            var seen = (members: 0, touched: 0)
            try await harness.asOwner { tx in
                let rows = try await tx.query(
                    """
                    select (select count(*) from reeve.group_member), sum(access_version % 1000000000000)::bigint
                    from reeve.tenant_access
                    """
                )
                seen.members = try rows.first?.decode(0) ?? 0
                seen.touched = try rows.first?.decode(1) ?? 0
            }
            return seen
        }
        let before = try await read()
        let added = await scim.patch(
            "/Groups/\(id)",
            ["op": "add", "path": "members", "value": [["value": JSON(user)]]]
        )
        #expect(added.status == 204 && added.text.isEmpty && added.headers["etag"] == "W/\"2\"")
        let after = try await read()
        #expect(after.members == before.members + 1 && after.touched == before.touched + 1)
        // Asked for, the resource is told, without its members.
        let shown = await scim.send(
            "PATCH /Groups/\(id)?attributes=displayName",
            [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [["op": "remove", "path": .string("members[value eq \"\(user)\"]")]],
            ]
        )
        #expect(shown.status == 200 && shown["displayName"] == "everybody" && shown["members"] == .null)
        #expect(try await read().members == before.members)
        let found = await scim.send(
            "GET /Groups?filter=displayName%20eq%20%22Everybody%22&excludedAttributes=members"
        )
        #expect(found["totalResults"] == 1 && found.text.utf8.count < 1000)
        #expect(await members(id).count == 20_000)
        // What was asked of the table, as its plans tell: rows by their keys.
        var plan = ""
        let (tenant, group, account) = (scim.tenant, try #require(UUID(id)), try #require(UUID(user)))
        try await harness.asOwner { tx in
            try await tx.execute("analyze reeve.group_member")
            let rows = try await tx.query(
                """
                explain select from reeve.group_member
                where tenant_id = \(tenant) and group_id = \(group) and account_id = any(\([account]))
                """
            )
            plan = try rows.map { try $0.decode(0, as: String.self) }.joined(separator: "\n")
        }
        #expect(plan.contains("Index") && !plan.contains("Seq Scan"))
    }

    @Test func `all members are replaced or removed at once`() async throws {
        let ids = [try await scim.makeUser("ada"), try await scim.makeUser("bob"), try await scim.makeUser("eve")]
        let id = try await scim.makeGroup("crew", members: Array(ids.prefix(2)))
        let replaced = await scim.patch(
            "/Groups/\(id)",
            ["op": "replace", "path": "members", "value": [["value": JSON(ids[1])], ["value": JSON(ids[2])]]]
        )
        #expect(replaced.status == 200)
        #expect(await members(id) == ids.dropFirst().sorted())
        #expect(await scim.patch("/Groups/\(id)", ["op": "remove", "path": "members"]).status == 200)
        #expect(await members(id) == [])
    }

    @Test func `what depends on who is in is decided by who is in`() async throws {
        let ids = [try await scim.makeUser("ada"), try await scim.makeUser("bob")]
        let id = try await scim.makeGroup("crew", members: ids)
        let removed = await scim.patch(
            "/Groups/\(id)",
            ["op": "remove", "path": .string("members[value ne \"\(ids[0])\"]")]
        )
        #expect(removed.status == 200)
        #expect(await members(id) == [ids[0]])
    }

    @Test func `groups are found by their members, and users by their groups`() async throws {
        let ada = try await scim.makeUser("ada")
        let id = try await scim.makeGroup("crew", members: [ada])
        _ = try await scim.makeGroup("others")
        #expect(await scim.send("GET /Groups?filter=members.value%20eq%20%22\(ada)%22").list("id") == [id])
        #expect(await scim.send("GET /Users?filter=groups.value%20eq%20%22\(id)%22").list("id") == [ada])
        #expect(await scim.send("GET /Users?filter=groups.display%20co%20%22REW%22").list("id") == [ada])
        #expect(await scim.send("GET /Groups?filter=members.value%20co%20%22a%22").scimType == "invalidFilter")
        #expect(
            await scim.send("GET /Groups?sortBy=displayName&sortOrder=descending").list("displayName")
                == ["others", "crew"]
        )
        let searched = await scim.send(
            "POST /Groups/.search",
            ["schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "displayName sw \"o\""]
        )
        #expect(searched.list("displayName") == ["others"])
    }

    @Test func `a version of a group is insisted on`() async throws {
        let id = try await scim.makeGroup("crew")
        let stale = [("if-match", "\"7\"")]
        #expect(await scim.send("PUT /Groups/\(id)", ["displayName": "x"], headers: stale).status == 412)
        #expect(await scim.send("DELETE /Groups/\(id)", headers: stale).status == 412)
        #expect(await scim.send("GET /Groups/\(id)", headers: [("if-none-match", "W/\"1\"")]).status == 304)
    }

    @Test func `another tenant's group is nothing to change`() async throws {
        let id = try await scim.makeGroup("crew")
        let umbra = try await SCIMClient(harness, of: "umbra")
        #expect(await umbra.send("GET /Groups/\(id)").status == 404)
        #expect(await umbra.patch("/Groups/\(id)", ["op": "replace", "value": ["displayName": "x"]]).status == 404)
        #expect(await umbra.send("DELETE /Groups/\(id)").status == 404)
        #expect(try await umbra.makeGroup("Crew") != id)
    }
}
