import Access
import Audit
import JSON
import Tenancy
import Testbed
import Testing

@Suite("Namespaces", .database)
struct NamespacesTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private func make(_ name: String, _ variables: JSON = [:]) async throws {
        let made = await harness.send("POST /api/v1/acme/namespaces", json: ["id": JSON(name), "variables": variables])
        try #require(made.status == 200)
    }

    /// Gives `member` rights on a namespace.
    private func grant(_ actions: [String], on namespace: String) async throws {
        let role = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": JSON("on \(namespace)"), "permissions": ["NAMESPACE": JSON(strings: actions)]]
        )
        let account = try #require(harness.accounts[.member])
        let bound = await harness.send(
            "POST /api/v1/acme/bindings",
            json: [
                "type": "USER", "externalId": JSON(account.description), "roleId": role["id"],
                "namespaceId": JSON(namespace),
            ]
        )
        try #require(bound.status == 200)
    }

    @Test func `a namespace is made, read, changed and deleted, each with its record`() async throws {
        let body: JSON = [
            "id": "team.data", "deleted": false, "description": "data", "variables": ["host": "h", "port": 1],
            "allowedNamespaces": [["namespace": "team.web"]], "concurrency": ["limit": 2, "behavior": "FAIL"],
        ]
        let made = await harness.send("POST /api/v1/acme/namespaces", json: body)
        #expect(made.status == 200 && made.json == body)
        #expect(await harness.send("GET /api/v1/acme/namespaces/team.data").json == body)
        let changed = await harness.send(
            "PUT /api/v1/acme/namespaces/team.data",
            json: ["id": "team.data", "deleted": false]
        )
        #expect(changed.status == 200 && changed.json == ["id": "team.data", "deleted": false])
        #expect(await harness.send("DELETE /api/v1/acme/namespaces/team.data").status == 204)
        #expect(await harness.send("GET /api/v1/acme/namespaces/team.data").status == 404)
        let records = try await harness.audit(of: harness.acme).prefix(3)
        #expect(records.map(\.permission) == ["namespace.delete", "namespace.update", "namespace.create"])
        #expect(records.allSatisfy { $0.resource.namespace?.description == "team.data" })
        #expect(String(describing: records.last).contains("team.web"))
        // Variables may hold what nobody should read twice.
        #expect(records.allSatisfy { !String(describing: $0).contains("\"h\"") })
    }

    @Test func `every wrong field is named`() async {
        let answer = await harness.send(
            "POST /api/v1/acme/namespaces",
            json: [
                "id": "a..b", "variables": [], "allowedNamespaces": [["namespace": "-"]], "secretType": "vault",
                "requireExistingNamespace": true,
            ]
        )
        #expect(answer.status == 422)
        #expect(
            Set(answer.fields) == [
                "id", "variables", "allowedNamespaces[0].namespace", "secretType", "requireExistingNamespace",
            ]
        )
        let renamed = await harness.send("PUT /api/v1/acme/namespaces/a", json: ["id": "b"])
        #expect(renamed.fields == ["id"])
    }

    @Test func `a name is taken once`() async throws {
        try await make("a")
        #expect(await harness.send("POST /api/v1/acme/namespaces", json: ["id": "a"]).status == 409)
        #expect(await harness.send("POST /api/v1/umbra/namespaces", json: ["id": "a"], as: .stranger).status == 200)
    }

    @Test func `a right on a namespace reaches it and what is below, nothing else`() async throws {
        for name in ["team", "team.a", "teams", "other"] {
            try await make(name)
        }
        try await grant(["VIEW", "CREATE", "UPDATE", "DELETE"], on: "team")
        #expect(await harness.send("GET /api/v1/acme/namespaces/team.a", as: .member).status == 200)
        #expect(await harness.send("POST /api/v1/acme/namespaces", json: ["id": "team.b"], as: .member).status == 200)
        #expect(await harness.send("PUT /api/v1/acme/namespaces/team", json: ["id": "team"], as: .member).status == 200)
        #expect(await harness.send("DELETE /api/v1/acme/namespaces/team.a", as: .member).status == 204)
        let refused = await harness.send("GET /api/v1/acme/namespaces/teams", as: .member)
        #expect(refused["message"].string == "the permission `namespace.view` is needed in the namespace `teams`")
        #expect(await harness.send("POST /api/v1/acme/namespaces", json: ["id": "x"], as: .member).status == 403)
        #expect(
            await harness.send("PUT /api/v1/acme/namespaces/other", json: ["id": "other"], as: .member).status == 403
        )
        #expect(await harness.send("DELETE /api/v1/acme/namespaces/other", as: .member).status == 403)
        // Whether it exists or not.
        #expect(await harness.send("GET /api/v1/acme/namespaces/nothing", as: .member).status == 403)
    }

    @Test func `a search shows what the caller may list, and counts no more`() async throws {
        for name in ["team", "team.a", "teams", "other"] {
            try await make(name)
        }
        let path = "GET /api/v1/acme/namespaces/search"
        #expect(await harness.send(path, as: .member).status == 403)
        try await grant(["LIST"], on: "team")
        let seen = await harness.send(path, as: .member)
        #expect(seen["total"] == 2)
        #expect(seen["results"].array?.compactMap { $0["id"]?.string } == ["team", "team.a"])
        #expect(await harness.send("\(path)?filters[q][CONTAINS]=o", as: .member)["total"] == 0)
        #expect(await harness.send(path)["total"] == 4)
        #expect(await harness.send("\(path)?existing=true&sort=id:desc&size=1")["results"][0]?["id"] == "teams")
        let completed = await harness.send(
            "POST /api/v1/acme/namespaces/autocomplete",
            json: ["q": "tea", "ids": ["other", "team.a"]],
            as: .member
        )
        #expect(completed.json == ["team.a", "team"])
    }

    @Test func `variables are inherited from above, the nearest first`() async throws {
        try await make("a", ["x": 1, "y": 1, "deep": ["p": 1, "q": 1]])
        try await make("a.b", ["y": 2, "deep": ["q": 2]])
        try await make("a.b.c", ["x": 3])
        let inherited = await harness.send("GET /api/v1/acme/namespaces/a.b.c/inherited-variables")
        #expect(inherited.json == ["x": 1, "y": 2, "deep": ["p": 1, "q": 2]])
        #expect(await harness.send("GET /api/v1/acme/namespaces/a/inherited-variables").json == [:])
        #expect(await harness.send("GET /api/v1/acme/namespaces/a/inherited-variables", as: .member).status == 403)
    }

    @Test(arguments: ["GET", "PUT", "DELETE"])
    func `the namespace of another tenant looks like one that is not there`(_ method: String) async throws {
        try await make("a")
        let json: JSON? = method == "PUT" ? ["id": "a"] : nil
        #expect(await harness.send("\(method) /api/v1/umbra/namespaces/a", json: json, as: .stranger).status == 404)
        #expect(await harness.send("\(method) /api/v1/acme/namespaces/a", json: json, as: .stranger).status == 404)
        #expect(await harness.send("GET /api/v1/acme/namespaces/a").status == 200)
    }
}
