import Access
import Audit
import JSON
import Tenancy
import Testbed
import Testing

@Suite("Roles", .database)
struct RolesTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private func make(_ name: String = "watcher", _ permissions: JSON = ["FLOW": ["VIEW", "LIST"]]) async throws
        -> String
    {
        let answer = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": JSON(name), "permissions": permissions]
        )
        return try #require(answer["id"].string)
    }

    private func managed(_ name: String) async throws -> String {
        let found = await harness.send("GET /api/v1/acme/roles/search?filters[name][EQUALS]=\(name)")
        return try #require(found["results"][0]?["id"]?.string)
    }

    /// Gives `member` rights in `acme` by a role of its own; answers the role.
    private func grant(_ permissions: JSON, on namespace: String? = nil) async throws -> String {
        let role = try await make("granted", permissions)
        let account = try #require(harness.accounts[.member])
        let bound = await harness.send(
            "POST /api/v1/acme/bindings",
            json: [
                "type": "USER", "externalId": JSON(account.description), "roleId": JSON(role),
                "namespaceId": JSON(namespace),
            ]
        )
        try #require(bound.status == 200)
        return role
    }

    @Test func `a role is made, read, changed and deleted, each with its record`() async throws {
        let made = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "Watcher", "description": "looks", "permissions": ["FLOW": ["VIEW"], "EXECUTION": .null]]
        )
        #expect(made.status == 200 && made["isManaged"] == false && made["isDefault"] == false)
        #expect(made["permissions"] == ["FLOW": ["VIEW"]])
        let id = try #require(made["id"].string)
        let got = await harness.send("GET /api/v1/acme/roles/\(id)")
        #expect(got.json == made.json)
        let changed = await harness.send(
            "PUT /api/v1/acme/roles/\(id)",
            json: ["name": "Watcher", "permissions": ["FLOW": ["VIEW", "LIST"]], "isDefault": true]
        )
        #expect(changed.status == 200 && changed["isDefault"] == true && changed["description"] == .null)
        let gone = await harness.send("DELETE /api/v1/acme/roles/\(id)")
        #expect(gone.status == 204)
        #expect(await harness.send("GET /api/v1/acme/roles/\(id)").status == 404)
        let records = try await harness.audit(of: harness.acme)
        #expect(records.map(\.permission).prefix(3) == ["role.delete", "role.update", "role.create"])
        #expect(records.prefix(3).allSatisfy { $0.resource.id == id && $0.outcome == .success })
    }

    @Test func `every wrong field of a role is named`() async throws {
        let answer = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "", "permissions": ["FLO": ["VIEW"], "FLOW": ["VIEWS"], "TENANT": ["VIEW"]], "x": 1]
        )
        #expect(answer.status == 422)
        #expect(Set(answer.fields) == ["name", "permissions.FLO", "permissions.FLOW[0]", "permissions.TENANT", "x"])
    }

    @Test func `a name is taken whatever its case`() async throws {
        _ = try await make("ops")
        let answer = await harness.send("POST /api/v1/acme/roles", json: ["name": "OPS", "permissions": [:]])
        #expect(answer.status == 409 && answer.fields == ["name"])
        let managed = await harness.send("POST /api/v1/acme/roles", json: ["name": "admin", "permissions": [:]])
        #expect(managed.status == 409)
    }

    @Test func `a managed role is shown with what its template grants, and never changed`() async throws {
        let id = try await managed("Viewer")
        let role = await harness.send("GET /api/v1/acme/roles/\(id)")
        #expect(role["isManaged"] == true)
        #expect(role["permissions"]["FLOW"] == ["VIEW", "LIST", "EXPORT"])
        let changed = await harness.send("PUT /api/v1/acme/roles/\(id)", json: ["name": "Viewer", "permissions": [:]])
        #expect(changed.status == 409)
        #expect(await harness.send("DELETE /api/v1/acme/roles/\(id)").status == 409)
    }

    @Test func `nobody makes a role that grants more than he has`() async throws {
        _ = try await grant(["ROLE": ["CREATE", "UPDATE", "VIEW"], "FLOW": ["VIEW"]])
        let within = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "within", "permissions": ["FLOW": ["VIEW"]]],
            as: .member
        )
        #expect(within.status == 200)
        let beyond = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "beyond", "permissions": ["FLOW": ["VIEW", "DELETE"]]],
            as: .member
        )
        #expect(beyond.status == 403)
        #expect(beyond["message"].string == "the permission `flow.delete` is needed")
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.outcome == .denied && record.permission == "role.create")
    }

    @Test func `nobody extends a role, his own neither, beyond what he has`() async throws {
        let own = try await grant(["ROLE": ["CREATE", "UPDATE", "VIEW"]])
        let extended = await harness.send(
            "PUT /api/v1/acme/roles/\(own)",
            json: ["name": "granted", "permissions": ["ROLE": ["CREATE", "UPDATE", "VIEW"], "SECRET": ["VIEW"]]],
            as: .member
        )
        #expect(extended.status == 403)
        #expect(extended["message"].string == "the permission `secret.view` is needed")
        // What a role has that the caller has not may stay, and be taken away, but not become everybody's.
        let other = try await make("other", ["SECRET": ["VIEW", "LIST"]])
        let lessened = await harness.send(
            "PUT /api/v1/acme/roles/\(other)",
            json: ["name": "other", "permissions": ["SECRET": ["VIEW"]]],
            as: .member
        )
        #expect(lessened.status == 200)
        let spread = await harness.send(
            "PUT /api/v1/acme/roles/\(other)",
            json: ["name": "other", "permissions": ["SECRET": ["VIEW"]], "isDefault": true],
            as: .member
        )
        #expect(spread.status == 403)
    }

    @Test func `who manages the instance may make any role`() async throws {
        let answer = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "x", "permissions": ["SECRET": ["VIEW"]]],
            as: .root
        )
        #expect(answer.status == 200)
    }

    @Test func `a changed role counts from the next request on`() async throws {
        let role = try await grant(["FLOW": ["VIEW"]])
        #expect(await harness.send("GET /api/v1/acme/roles/search", as: .member).status == 403)
        let changed = await harness.send(
            "PUT /api/v1/acme/roles/\(role)",
            json: ["name": "granted", "permissions": ["ROLE": ["LIST"]]]
        )
        #expect(changed.status == 200)
        #expect(await harness.send("GET /api/v1/acme/roles/search", as: .member).status == 200)
    }

    @Test func `a role that is bound is not deleted`() async throws {
        let role = try await grant(["FLOW": ["VIEW"]])
        let answer = await harness.send("DELETE /api/v1/acme/roles/\(role)")
        #expect(answer.status == 409)
        #expect(await harness.send("GET /api/v1/acme/roles/\(role)").status == 200)
    }

    @Test func `roles are searched, listed and completed`() async throws {
        let id = try await make("night watch")
        let found = await harness.send("GET /api/v1/acme/roles/search?filters[q][CONTAINS]=WATCH&sort=name:asc")
        #expect(found["total"] == 1)
        #expect(found["results"][0]?["permissionCount"] == 2)
        #expect(await harness.send("GET /api/v1/acme/roles/search")["total"] == 7)
        let listed = await harness.send("POST /api/v1/acme/roles/ids", json: ["ids": [JSON(id), "nobody"]])
        #expect(listed.json.array?.count == 1 && listed.json[0]?["deleted"] == false)
        let completed = await harness.send(
            "POST /api/v1/acme/roles/autocomplete",
            json: ["q": "view", "ids": [JSON(id)]]
        )
        #expect(completed.json.array?.compactMap { $0["name"]?.string } == ["night watch", "Viewer"])
    }

    @Test(arguments: ["GET", "PUT", "DELETE"])
    func `the role of another tenant looks like one that is not there`(_ method: String) async throws {
        let id = try await make()
        let json: JSON? = method == "PUT" ? ["name": "x", "permissions": [:]] : nil
        let other = await harness.send("\(method) /api/v1/umbra/roles/\(id)", json: json, as: .stranger)
        let none = await harness.send("\(method) /api/v1/umbra/roles/\(Role.ID.ordered())", json: json, as: .stranger)
        #expect(other.status == 404 && none.status == 404 && other["message"] == none["message"])
        #expect(await harness.send("GET /api/v1/acme/roles/\(id)").status == 200)
    }

    @Test(arguments: [
        ("POST /api/v1/acme/roles", "role.create"), ("PUT /api/v1/acme/roles/", "role.update"),
        ("DELETE /api/v1/acme/roles/", "role.delete"), ("GET /api/v1/acme/roles/", "role.view"),
        ("GET /api/v1/acme/roles/search", "role.list"), ("POST /api/v1/acme/roles/ids", "role.list"),
        ("POST /api/v1/acme/roles/autocomplete", "role.list"),
    ])
    func `who lacks the right is told which`(_ line: String, _ permission: String) async throws {
        let id = try await make()
        let json: JSON? =
            line.hasSuffix("/ids") || line.hasSuffix("/autocomplete")
            ? ["ids": []] : line.hasPrefix("P") ? ["name": "x", "permissions": [:]] : nil
        let answer = await harness.send(line.hasSuffix("/") ? line + id : line, json: json, as: .member)
        #expect(answer.status == 403)
        #expect(answer["message"].string == "the permission `\(permission)` is needed")
    }

    @Test func `every member sees what roles can hold and what the managed ones grant`() async throws {
        let permissions = await harness.send("GET /api/v1/acme/acls/permissions", as: .member)
        #expect(permissions.status == 200 && permissions["GROUP"].array?.contains("MANAGE_MEMBERS") == true)
        #expect(permissions["TENANT"] == .null)
        let templates = await harness.send("GET /api/v1/acme/acls/templates", as: .member)
        #expect(templates.json.object?.keys.sorted() == ["ADMIN", "DEVELOPER", "EDITOR", "LAUNCHER", "VIEWER"])
        #expect(await harness.send("GET /api/v1/acme/acls/templates", as: .stranger).status == 404)
        #expect(await harness.send("GET /api/v1/acme/acls/templates", as: .nobody).status == 401)
    }
}
