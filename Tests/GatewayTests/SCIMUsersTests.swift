import Access
import Audit
import Crypto
import HTTP
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("Users by SCIM", .database)
struct SCIMUsersTests {
    let harness: GatewayHarness
    let scim: SCIMClient

    init() async throws {
        harness = try await GatewayHarness()
        scim = try await SCIMClient(harness)
    }

    /// What the tenant knows of an account: the name it shows, and whether it lets it in.
    private func access(_ id: String) async throws -> String? {
        let account = try #require(UUID(id))
        var found: String?
        try await harness.asOwner { tx in
            let rows = try await tx.query(
                """
                select display_name || case when active then ' in' else ' out' end from reeve.tenant_access
                where tenant_id = \(scim.tenant) and account_id = \(account)
                """
            )
            found = try rows.first?.decode(0, as: String.self)
        }
        return found
    }

    private func count(_ statement: SQL) async throws -> Int {
        var count = 0
        try await harness.asOwner { tx in count = try await tx.query(statement).first?.decode(0) ?? 0 }
        return count
    }

    /// Gives an account a token of its own and a session; answers the token.
    private func signIn(_ id: String) async throws -> Token {
        let token = TokenFormat.generate(.personal)
        let account = try #require(UUID(id))
        try await harness.asOwner { tx in
            try await tx.execute(
                """
                insert into reeve.api_token (token_id, kind, digest, account_id, name, prefix)
                values (\(token.id), 'personal', \(token.digest()), \(account), 'own', 'rvp')
                """
            )
        }
        return token
    }

    private func asks(_ token: Token, in tenant: String = "acme") async -> Int {
        await harness.send(
            "GET /api/v1/\(tenant)/acls/permissions",
            as: .nobody,
            headers: [("authorization", "Bearer \(token.text)")]
        ).status
    }

    @Test func `a user is made, read, replaced, patched and removed, each with its record`() async throws {
        let made = await scim.send(
            "POST /Users",
            [
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Ada@Example.com",
                "externalId": "e1", "name": ["givenName": "Ada", "familyName": "Byron"],
                "emails": [["value": "ada@example.com", "type": "work", "primary": true]],
            ]
        )
        #expect(made.status == 201 && made["userName"] == "Ada@Example.com" && made["active"] == true)
        let id = try #require(made["id"].string)
        #expect(made.headers["location"] == "http://reeve.test\(scim.base)/Users/\(id)")
        #expect(made["meta"]["location"]?.string == made.headers["location"])
        #expect(made.headers["etag"] == "W/\"1\"" && made["meta"]["version"] == "W/\"1\"")
        #expect(try await access(id) == "Ada Byron in")
        #expect(await scim.send("GET /Users/\(id)").json == made.json)
        let replaced = await scim.send(
            "PUT /Users/\(id)",
            ["schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada2", "displayName": "Countess"]
        )
        #expect(replaced.status == 200 && replaced["emails"] == .null && replaced["active"] == true)
        #expect(try await access(id) == "Countess in")
        let patched = await scim.patch("/Users/\(id)", ["op": "replace", "path": "title", "value": "Ms"])
        #expect(patched.status == 200 && patched["title"] == "Ms" && patched.headers["etag"] == "W/\"3\"")
        #expect(await scim.send("DELETE /Users/\(id)").status == 204)
        for line in ["GET", "PUT", "PATCH", "DELETE"] {
            let body: JSON? =
                line == "PUT"
                ? ["schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "x"]
                : line == "PATCH"
                    ? [
                        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                        "Operations": [["op": "add", "path": "title", "value": "x"]],
                    ] : nil
            #expect(await scim.send("\(line) /Users/\(id)", body).status == 404)
        }
        let records = try await harness.audit(of: harness.acme).filter { $0.resource.id == id }
        #expect(records.map(\.type) == [.delete, .update, .update, .create])
        #expect(records.map(\.permission) == ["user.update", "user.update", "user.update", "user.create"])
    }

    @Test func `an account that is there already is let in as it is`() async throws {
        let id = try await scim.makeUser("STRANGER@reeve.test", ["displayName": "Somebody"])
        #expect(id == harness.accounts[.stranger]?.description)
        #expect(try await count("select count(*) from reeve.account where email = 'stranger@reeve.test'") == 1)
        #expect(try await access(id) == "Somebody in")
        // One whom the tenant knows by hand becomes the integration's.
        let member = try await scim.makeUser("member@reeve.test")
        #expect(member == harness.accounts[.member]?.description)
    }

    @Test func `a name is taken whatever its case, and free again after the user is gone`() async throws {
        let id = try await scim.makeUser("bob")
        let again = await scim.send("POST /Users", ["userName": "BOB"])
        #expect(again.status == 409 && again.scimType == "uniqueness" && again["status"] == "409")
        let other = try await scim.makeUser("carol")
        let renamed = await scim.patch("/Users/\(other)", ["op": "replace", "path": "userName", "value": "Bob"])
        #expect(renamed.status == 409 && renamed.scimType == "uniqueness")
        // What another of the tenant is called is taken as well.
        let member = await scim.patch(
            "/Users/\(other)",
            ["op": "replace", "path": "userName", "value": "member@reeve.test"]
        )
        #expect(member.status == 409)
        #expect(await scim.send("DELETE /Users/\(id)").status == 204)
        #expect(try await scim.makeUser("Bob") == id)
    }

    @Test(arguments: ["PATCH", "PUT"])
    func `who is deactivated is out at once, and back when activated`(_ way: String) async throws {
        let id = try await scim.makeUser("dora")
        let token = try await signIn(id)
        #expect(await asks(token) == 200)
        func set(_ active: JSON) async -> Int {
            way == "PATCH"
                ? await scim.patch("/Users/\(id)", ["op": "replace", "value": ["active": active]]).status
                : await scim.send("PUT /Users/\(id)", ["userName": "dora", "active": active]).status
        }
        #expect(await set(false) == 200)
        #expect(await asks(token) == 401)
        #expect(try await access(id) == "dora out")
        let account = try #require(UUID(id))
        #expect(try await count("select count(*) from reeve.api_token where account_id = \(account)") == 0)
        #expect(await scim.send("GET /Users/\(id)")["active"] == false)
        #expect(await scim.send("GET /Users?filter=userName%20eq%20%22dora%22")["totalResults"] == 1)
        // A body that is silent about it lets nobody in.
        let silent = await scim.send("PUT /Users/\(id)", ["userName": "dora", "title": "Dr"])
        #expect(silent.status == 200 && silent["active"] == false)
        #expect(try await access(id) == "dora out")
        #expect(await set(true) == 200)
        #expect(await asks(try await signIn(id)) == 200)
    }

    @Test func `who is removed is out at once`() async throws {
        let id = try await scim.makeUser("eve")
        let token = try await signIn(id)
        let group = try await scim.makeGroup("crew", members: [id])
        #expect(await asks(token) == 200)
        #expect(await scim.send("DELETE /Users/\(id)").status == 204)
        #expect(await asks(token) == 401)
        #expect(try await access(id) == nil)
        #expect(await scim.send("GET /Groups/\(group)")["members"] == .null)
        let account = try #require(UUID(id))
        #expect(try await count("select count(*) from reeve.account where account_id = \(account)") == 1)
    }

    @Test func `what a user was granted does not come back with the name`() async throws {
        let id = try await scim.makeUser("mallory")
        let roles = await harness.send("GET /api/v1/acme/roles/search?filters[name][EQUALS]=Admin")
        let role = try #require(roles["results"][0]?["id"])
        let bound = await harness.send(
            "POST /api/v1/acme/bindings",
            json: ["type": "USER", "externalId": JSON(id), "roleId": role]
        )
        #expect(bound.status == 200)
        func lists() async throws -> Int {
            let token = try await signIn(id)
            return await harness.send(
                "GET /api/v1/acme/groups/search",
                as: .nobody,
                headers: [("authorization", "Bearer \(token.text)")]
            ).status
        }
        #expect(try await lists() == 200)
        #expect(await scim.send("DELETE /Users/\(id)").status == 204)
        #expect(try await scim.makeUser("mallory") == id)
        #expect(try await lists() == 403)
    }

    @Test func `a user made inactive is not let in`() async throws {
        let id = try await scim.makeUser("frank", ["active": false])
        #expect(try await access(id) == "frank out")
        #expect(await asks(try await signIn(id)) == 401)
    }

    @Test func `one tenant's users are nothing to another`() async throws {
        let umbra = try await SCIMClient(harness, of: "umbra")
        let here = try await scim.makeUser("grace", ["title": "here"])
        let there = try await umbra.makeUser("GRACE", ["title": "there"])
        // One account, two resources.
        #expect(here == there)
        #expect(await scim.send("GET /Users/\(here)")["title"] == "here")
        #expect(await umbra.send("GET /Users/\(there)")["title"] == "there")
        let token = try await signIn(here)
        #expect(await scim.patch("/Users/\(here)", ["op": "replace", "path": "active", "value": false]).status == 200)
        #expect(await asks(token) == 404)
        #expect(await asks(token, in: "umbra") == 200)
        #expect(await umbra.send("GET /Users/\(there)")["active"] == true)
        #expect(await scim.send("DELETE /Users/\(here)").status == 204)
        #expect(await asks(token, in: "umbra") == 200)
        #expect(await umbra.send("GET /Users")["totalResults"] == 1)
        let only = try await umbra.makeUser("only")
        #expect(await scim.send("GET /Users/\(only)").status == 404)
        #expect(await scim.send("DELETE /Users/\(only)").status == 404)
    }

    @Test func `another integration of the tenant sees its own users only`() async throws {
        let id = try await scim.makeUser("heidi")
        let other = try await SCIMClient(harness)
        #expect(await other.send("GET /Users/\(id)").status == 404)
        #expect(await other.send("GET /Users")["totalResults"] == 0)
        #expect(await other.send("POST /Users", ["userName": "heidi"]).status == 409)
    }

    @Test func `a password signs in to this tenant, and is set only for those it made`() async throws {
        let id = try await scim.makeUser("ivan@reeve.test", ["password": "Correct1Horse"])
        let shown = await scim.send("GET /Users/\(id)?attributes=password,userName")
        #expect(shown["password"] == .null && shown["userName"] == "ivan@reeve.test")
        let signedIn = await harness.send(
            "POST /login",
            json: ["username": "ivan@reeve.test", "password": "Correct1Horse"],
            as: .nobody
        )
        #expect(signedIn.status == 200)
        let changed = await scim.patch(
            "/Users/\(id)",
            ["op": "replace", "path": "password", "value": "Correct2Horse"]
        )
        #expect(changed.status == 200)
        let old = await harness.send(
            "POST /login",
            json: ["username": "ivan@reeve.test", "password": "Correct1Horse"],
            as: .nobody
        )
        #expect(old.status == 401)
        let weak = await scim.patch("/Users/\(id)", ["op": "replace", "path": "password", "value": "short"])
        #expect(weak.status == 400 && weak.scimType == "invalidValue" && weak["status"] == "400")
        let foreign = await scim.send("POST /Users", ["userName": "stranger@reeve.test", "password": "Correct1Horse"])
        #expect(foreign.status == 400 && foreign.scimType == "mutability")
        #expect(await scim.send("GET /Users?filter=userName%20eq%20%22stranger@reeve.test%22")["totalResults"] == 0)
        for record in try await harness.audit(of: harness.acme) {
            #expect(!"\(record)".contains("Horse"))
        }
    }

    @Test func `a change that changes nothing leaves the version and the time`() async throws {
        let id = try await scim.makeUser("judy", ["title": "Dr", "emails": [["value": "j@x", "type": "work"]]])
        let before = await scim.send("GET /Users/\(id)")
        let records = try await harness.audit(of: harness.acme).count
        let again = await scim.patch(
            "/Users/\(id)",
            ["op": "replace", "path": "title", "value": "Dr"],
            ["op": "add", "path": "emails", "value": [["value": "j@x", "type": "work"]]]
        )
        #expect(again.status == 200 && again["meta"] == before["meta"])
        #expect(await scim.send("PUT /Users/\(id)", before.json)["meta"] == before["meta"])
        #expect(try await harness.audit(of: harness.acme).count == records)
    }

    @Test func `a version is asked for and insisted on`() async throws {
        let id = try await scim.makeUser("karl")
        #expect(await scim.send("GET /Users/\(id)", headers: [("if-none-match", "W/\"1\"")]).status == 304)
        #expect(await scim.send("GET /Users/\(id)", headers: [("if-none-match", "W/\"2\"")]).status == 200)
        let stale = [("if-match", "W/\"7\"")]
        let put = await scim.send("PUT /Users/\(id)", ["userName": "karl"], headers: stale)
        #expect(put.status == 412 && put["status"] == "412")
        let patch: JSON = [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [["op": "replace", "path": "title", "value": "x"]],
        ]
        #expect(await scim.send("PATCH /Users/\(id)", patch, headers: stale).status == 412)
        #expect(await scim.send("DELETE /Users/\(id)", headers: stale).status == 412)
        #expect(await scim.send("PATCH /Users/\(id)", patch, headers: [("if-match", "W/\"1\"")]).status == 200)
        #expect(await scim.send("DELETE /Users/\(id)", headers: [("if-match", "*")]).status == 204)
    }

    @Test func `lists are filtered, sorted and paged`() async throws {
        for (index, name) in ["delta", "alpha", "echo", "bravo", "charlie"].enumerated() {
            _ = try await scim.makeUser(name, ["title": JSON("t\(index % 2)"), "nickName": JSON(name)])
        }
        func names(_ query: String) async -> [String] { await scim.send("GET /Users?\(query)").list("userName") }
        #expect(await names("") == ["delta", "alpha", "echo", "bravo", "charlie"])
        #expect(await names("sortBy=userName&count=2&startIndex=2") == ["bravo", "charlie"])
        #expect(await names("sortBy=userName&sortOrder=descending&count=2") == ["echo", "delta"])
        // By what no column holds.
        #expect(await names("sortBy=nickName&count=2&startIndex=4") == ["delta", "echo"])
        #expect(await names("filter=title%20eq%20%22t1%22&sortBy=userName") == ["alpha", "bravo"])
        #expect(await names("filter=userName%20co%20%22a%22%20and%20title%20eq%20%22t0%22") == ["delta", "charlie"])
        #expect(await names("filter=userName%20sw%20%22BR%22") == ["bravo"])
        let page = await scim.send("GET /Users?count=2&startIndex=5")
        #expect(page["totalResults"] == 5 && page["itemsPerPage"] == 1 && page["startIndex"] == 5)
        let none = await scim.send("GET /Users?count=0")
        #expect(none["totalResults"] == 5 && none["Resources"] == [])
        let beyond = await scim.send("GET /Users?startIndex=9")
        #expect(beyond["totalResults"] == 5 && beyond["Resources"] == [])
        let shown = await scim.send("GET /Users?attributes=userName&count=1")
        #expect(shown["Resources"][0]?.object?.keys.sorted() == ["id", "schemas", "userName"])
        let searched = await scim.send(
            "POST /Users/.search",
            [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
                "filter": "userName eq \"ECHO\"", "attributes": ["title"],
            ]
        )
        #expect(searched.status == 200 && searched["Resources"][0]?["title"] == "t0")
        #expect(searched["Resources"][0]?["userName"] == nil)
        for bad in ["filter=userName", "filter=userName%20xx%20%22a%22", "filter=active%20gt%20true"] {
            let answer = await scim.send("GET /Users?\(bad)")
            #expect(answer.status == 400 && answer.scimType == "invalidFilter")
        }
    }

    @Test func `users and groups are searched together`() async throws {
        let ids = [try await scim.makeUser("ada"), try await scim.makeUser("bob"), try await scim.makeGroup("crew")]
        func search(_ query: JSONObject) async -> GatewayHarness.Answer {
            var query = query
            query["schemas"] = ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]
            return await scim.send("POST /.search", .object(query))
        }
        #expect(await search([:]).list("id") == ids)
        let page = await search(["startIndex": 2, "count": 2])
        #expect(page.list("id") == Array(ids.dropFirst()) && page["totalResults"] == 3)
        let last = await search(["startIndex": 3, "count": 1])
        #expect(last.list("id") == [ids[2]] && last["totalResults"] == 3)
        #expect(await search(["filter": "userName eq \"bob\""]).list("id") == [ids[1]])
        #expect(await search(["filter": "meta.created pr", "count": 1])["totalResults"] == 3)
        #expect(await search(["filter": "nothing eq 1"]).scimType == "invalidFilter")
        #expect(await search(["sortBy": "id"]).scimType == "invalidPath")
    }

    @Test func `a list that would look at too much says so`() async throws {
        let (tenant, integration) = (scim.tenant, scim.integration)
        try await harness.asOwner { tx in
            try await tx.execute(
                """
                with made as (
                  insert into reeve.account (account_id, kind, username, username_key)
                  select gen_random_uuid(), 'user', 'mass' || n, 'mass' || n from generate_series(1, 10001) n
                  returning account_id, username
                ), let_in as (
                  insert into reeve.tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
                  select \(tenant), account_id, 'user', username, username, username from made returning account_id, username
                )
                insert into reeve.scim_user (tenant_id, account_id, integration_id, user_name, user_name_key, resource)
                select \(tenant), account_id, \(integration), username, username, jsonb_build_object('userName', username)
                from let_in
                """
            )
        }
        let scan = await scim.send("GET /Users?filter=title%20co%20%22x%22")
        #expect(scan.status == 400 && scan.scimType == "tooMany")
        let narrowed = await scim.send("GET /Users?filter=title%20co%20%22x%22%20and%20userName%20sw%20%22mass77%22")
        #expect(narrowed.status == 200 && narrowed["totalResults"] == 0)
        let exact = await scim.send("GET /Users?filter=userName%20sw%20%22mass%22&count=1")
        #expect(exact["totalResults"] == 10001)
    }
}
