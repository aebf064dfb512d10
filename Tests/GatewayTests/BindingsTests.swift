import Access
import Audit
import JSON
import Tenancy
import Testbed
import Testing

@Suite("Bindings", .database)
struct BindingsTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private func role(_ name: String = "watcher", _ permissions: JSON = ["FLOW": ["VIEW", "LIST"]]) async throws
        -> String
    {
        let made = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": JSON(name), "permissions": permissions]
        )
        return try #require(made["id"].string)
    }

    private func managed(_ name: String) async throws -> String {
        let found = await harness.send("GET /api/v1/acme/roles/search?filters[name][EQUALS]=\(name)")
        return try #require(found["results"][0]?["id"]?.string)
    }

    private func group() async throws -> String {
        let made = await harness.send("POST /api/v1/acme/groups", json: ["name": "ops"])
        return try #require(made["id"].string)
    }

    private var member: String { harness.accounts[.member]?.description ?? "" }

    private func bind(
        _ role: String,
        to user: String? = nil,
        on namespace: String? = nil,
        as sender: GatewayHarness.Sender = .admin
    )
        async -> GatewayHarness.Answer
    {
        await harness.send("POST /api/v1/acme/bindings", json: request(role, to: user, on: namespace), as: sender)
    }

    private func request(_ role: String, to user: String? = nil, on namespace: String? = nil) -> JSON {
        ["type": "USER", "externalId": JSON(user ?? member), "roleId": JSON(role), "namespaceId": JSON(namespace)]
    }

    @Test func `a binding is made, read and deleted, each with its record`() async throws {
        let role = try await role()
        let made = await bind(role, on: "team.data")
        #expect(made.status == 200)
        #expect(made["type"] == "USER" && made["namespace"] == "team.data")
        #expect(made["role"] == ["id": JSON(role), "name": "watcher"])
        #expect(
            made["user"] == [
                "id": JSON(member), "username": "member@reeve.test", "displayName": "member", "type": "STANDARD",
            ]
        )
        let id = try #require(made["id"].string)
        #expect(await harness.send("GET /api/v1/acme/bindings/\(id)").json == made.json)
        #expect(await harness.send("DELETE /api/v1/acme/bindings/\(id)").status == 204)
        #expect(await harness.send("GET /api/v1/acme/bindings/\(id)").status == 404)
        let records = try await harness.audit(of: harness.acme)
        #expect(records.map(\.permission).prefix(2) == ["binding.delete", "binding.create"])
        #expect(
            records.prefix(2).allSatisfy { $0.resource.id == id && $0.resource.namespace?.description == "team.data" }
        )
    }

    @Test func `a group is bound like a user`() async throws {
        let (role, group) = (try await role(), try await group())
        let made = await harness.send(
            "POST /api/v1/acme/bindings",
            json: ["type": "GROUP", "externalId": JSON(group), "roleId": JSON(role)]
        )
        #expect(made.status == 200 && made["group"] == ["id": JSON(group), "name": "ops"])
        #expect(made["user"] == .null && made["namespace"] == .null)
    }

    @Test func `what is bound counts from the next request on, and no longer than it is bound`() async throws {
        let role = try await role("lister", ["ROLE": ["LIST"]])
        #expect(await harness.send("GET /api/v1/acme/roles/search", as: .member).status == 403)
        let id = try #require(await bind(role)["id"].string)
        #expect(await harness.send("GET /api/v1/acme/roles/search", as: .member).status == 200)
        _ = await harness.send("DELETE /api/v1/acme/bindings/\(id)")
        #expect(await harness.send("GET /api/v1/acme/roles/search", as: .member).status == 403)
    }

    @Test func `the same is not bound twice`() async throws {
        let role = try await role()
        #expect(await bind(role).status == 200)
        #expect(await bind(role).status == 409)
        #expect(await bind(role, on: "a").status == 200)
        #expect(await bind(role, on: "a").status == 409)
    }

    @Test func `every wrong field of a binding is named`() async throws {
        let answer = await harness.send(
            "POST /api/v1/acme/bindings",
            json: ["type": "ROBOT", "externalId": "x", "namespaceId": "a..b", "y": 1]
        )
        #expect(answer.status == 422)
        #expect(Set(answer.fields) == ["type", "externalId", "roleId", "namespaceId", "y"])
    }

    @Test func `users, groups and roles of other tenants are not there to bind`() async throws {
        let role = try await role()
        let stranger = try #require(harness.accounts[.stranger])
        let answer = await bind(role, to: stranger.description)
        #expect(answer.status == 422 && answer.fields == ["externalId"])
        let group = await harness.send("POST /api/v1/umbra/groups", json: ["name": "shades"], as: .stranger)
        let other = await harness.send(
            "POST /api/v1/acme/bindings",
            json: ["type": "GROUP", "externalId": group["id"], "roleId": JSON(Role.ID.ordered().description)]
        )
        #expect(other.status == 422 && Set(other.fields) == ["externalId", "roleId"])
    }

    @Test func `many are bound at once, or none`() async throws {
        let (first, second) = (try await role("one"), try await role("two"))
        let failing = await harness.send(
            "POST /api/v1/acme/bindings/bulk",
            json: [request(first), request(second), request(second, to: Account.ID.random().description)]
        )
        #expect(failing.status == 422 && failing.fields == ["[2].externalId"])
        let twice = await harness.send("POST /api/v1/acme/bindings/bulk", json: [request(first), request(first)])
        #expect(twice.status == 409)
        #expect(await harness.send("GET /api/v1/acme/bindings/search?id=\(member)")["total"] == 0)
        let made = await harness.send("POST /api/v1/acme/bindings/bulk", json: [request(second), request(first)])
        #expect(made.status == 200)
        #expect(made.json.array?.compactMap { $0["role"]?["name"]?.string } == ["two", "one"])
        #expect(try await harness.audit(of: harness.acme).prefix(2).allSatisfy { $0.permission == "binding.create" })
        #expect(await harness.send("POST /api/v1/acme/bindings/bulk", json: []).status == 422)
    }

    @Test func `nobody binds a role that grants more than he has`() async throws {
        let binder = try await role("binder", ["BINDING": ["CREATE"], "FLOW": ["VIEW", "LIST"]])
        #expect(await bind(binder).status == 200)
        let watcher = try await role()
        #expect(await bind(watcher, on: "a", as: .member).status == 200)
        let admin = try await managed("Admin")
        let escalated = await bind(admin, as: .member)
        #expect(escalated.status == 403)
        #expect(escalated["message"].string?.hasPrefix("the permission `flow.") == true)
        let nearby = await bind(admin, on: "a.b", as: .member)
        #expect(nearby.status == 403)
        #expect(nearby["message"].string?.hasSuffix("in the namespace `a.b`") == true)
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.outcome == .denied && record.permission == "binding.create")
        let bulk = await harness.send(
            "POST /api/v1/acme/bindings/bulk",
            json: [request(watcher), request(admin)],
            as: .member
        )
        #expect(bulk.status == 403)
    }

    @Test func `a right on a namespace may be given away there and below, no further`() async throws {
        let (binder, killer) = (
            try await role("binder", ["BINDING": ["CREATE"]]), try await role("killer", ["EXECUTION": ["KILL"]])
        )
        #expect(await bind(binder).status == 200)
        #expect(await bind(killer, on: "team").status == 200)
        let admin = try #require(harness.accounts[.admin]).description
        #expect(await bind(killer, to: admin, on: "team.a", as: .member).status == 200)
        #expect(await bind(killer, to: admin, on: "teams", as: .member).status == 403)
        #expect(await bind(killer, to: admin, as: .member).status == 403)
    }

    @Test func `bindings are searched by type, holder and namespace`() async throws {
        let (role, group) = (try await role(), try await group())
        _ = await bind(role, on: "a")
        _ = await harness.send(
            "POST /api/v1/acme/bindings",
            json: ["type": "GROUP", "externalId": JSON(group), "roleId": JSON(role)]
        )
        let search = "GET /api/v1/acme/bindings/search"
        #expect(await harness.send(search)["total"] == 3)
        #expect(await harness.send("\(search)?type=GROUP")["total"] == 1)
        #expect(await harness.send("\(search)?namespace=a&type=USER")["total"] == 1)
        #expect(await harness.send("\(search)?id=\(group)")["results"][0]?["group"]?["name"] == "ops")
        #expect(await harness.send("\(search)?filters[namespace][PREFIX]=a")["total"] == 1)
        #expect(await harness.send("\(search)?type=ROBOT").status == 422)
    }

    @Test(arguments: ["GET", "DELETE"])
    func `the binding of another tenant looks like one that is not there`(_ method: String) async throws {
        let id = try #require(await bind(try await role())["id"].string)
        let other = await harness.send("\(method) /api/v1/umbra/bindings/\(id)", as: .stranger)
        let none = await harness.send("\(method) /api/v1/umbra/bindings/\(Binding.ID.ordered())", as: .stranger)
        #expect(other.status == 404 && none.status == 404 && other["message"] == none["message"])
        #expect(await harness.send("GET /api/v1/acme/bindings/\(id)").status == 200)
    }

    @Test(arguments: [
        ("POST /api/v1/acme/bindings", "binding.create"), ("POST /api/v1/acme/bindings/bulk", "binding.create"),
        ("GET /api/v1/acme/bindings/search", "binding.list"), ("GET /api/v1/acme/bindings/", "binding.view"),
        ("DELETE /api/v1/acme/bindings/", "binding.delete"),
    ])
    func `who lacks the right is told which`(_ line: String, _ permission: String) async throws {
        let role = try await role()
        let id = try #require(await bind(role)["id"].string)
        let json: JSON? = line.hasSuffix("bulk") ? [request(role)] : line.hasPrefix("POST") ? request(role) : nil
        let answer = await harness.send(line.hasSuffix("/") ? line + id : line, json: json, as: .member)
        #expect(answer.status == 403)
        #expect(answer["message"].string == "the permission `\(permission)` is needed")
    }
}
