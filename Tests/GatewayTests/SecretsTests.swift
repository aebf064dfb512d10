import Access
import Audit
import Crypto
import JSON
import Tenancy
import Testbed
import Testing

@Suite("Secrets over the API", .database)
struct SecretsTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private let canary = "canary-90210-of-the-value"

    private func put(
        _ key: String,
        _ value: String = "value",
        in namespace: String = "team",
        as sender: GatewayHarness.Sender = .admin,
        more: JSONObject = [:]
    ) async -> GatewayHarness.Answer {
        var body: JSONObject = ["key": JSON(key), "value": JSON(value)]
        for (name, value) in more.members { body[name] = value }
        let tenant = sender == .stranger ? "umbra" : "acme"
        return await harness.send(
            "PUT /api/v1/\(tenant)/namespaces/\(namespace)/secrets",
            json: .object(body),
            as: sender
        )
    }

    /// Gives the member some rights on secrets of a namespace.
    private func allow(_ actions: JSON, on namespace: String?) async throws {
        let role = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "keeper \(UUID.v4())", "permissions": ["SECRET": actions]]
        )
        let bound = await harness.send(
            "POST /api/v1/acme/bindings",
            json: [
                "type": "USER", "externalId": JSON(harness.accounts[.member]?.description ?? ""),
                "roleId": role["id"], "namespaceId": JSON(namespace),
            ]
        )
        #expect(bound.status == 200)
    }

    @Test func `a secret is made, changed and deleted, each with its record and never with its value`() async throws {
        let details: JSONObject = ["description": "of the database", "tags": [["key": "team", "value": "core"]]]
        let made = await put("DB_PASSWORD", canary, more: details)
        #expect(made.status == 200)
        let reply = try #require(made.json[0])
        #expect(reply["key"] == "DB_PASSWORD" && reply["namespace"] == "team" && reply["version"] == 1)
        #expect(reply["description"] == "of the database" && reply["tags"] == details["tags"])
        let creation = try #require(try await harness.audit(of: harness.acme).first)
        #expect(creation.type == .create && creation.permission == "secret.update" && creation.outcome == .success)
        #expect(creation.resource.id == "DB_PASSWORD" && creation.resource.namespace?.description == "team")

        let changed = await put("DB_PASSWORD", canary + "2")
        #expect(changed.json[0]?["version"] == 2 && changed.json[0]?["tags"] == details["tags"])
        let change = try #require(try await harness.audit(of: harness.acme).first)
        #expect(change.type == .update)
        guard case .patches(let applied, _) = change.changes else { throw Unexpected() }
        #expect(applied.text.contains("/version"))

        let deleted = await harness.send("DELETE /api/v1/acme/namespaces/team/secrets/DB_PASSWORD")
        #expect(deleted.status == 200 && deleted.text.isEmpty)
        let deletion = try #require(try await harness.audit(of: harness.acme).first)
        #expect(deletion.type == .delete && deletion.permission == "secret.delete")
        #expect(deletion.resource.id == "DB_PASSWORD")
        #expect(await harness.send("DELETE /api/v1/acme/namespaces/team/secrets/DB_PASSWORD").status == 404)

        for answer in [made, changed] { #expect(!answer.text.contains(canary)) }
        for record in try await harness.audit(of: harness.acme) {
            #expect(!String(decoding: record.encoded(), as: UTF8.self).contains(canary))
        }
    }

    @Test func `what is said of a secret changes without its value`() async throws {
        _ = await put("TOKEN", canary, more: ["description": "old"])
        let path = "/api/v1/acme/namespaces/team/secrets/TOKEN"
        let patched = await harness.send(
            "PATCH \(path)",
            json: ["key": "TOKEN", "namespace": "team", "description": "new", "tags": [["key": "a", "value": "b"]]]
        )
        #expect(patched.status == 200)
        #expect(patched.json[0]?["description"] == "new" && patched.json[0]?["version"] == 1)
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.type == .update && record.permission == "secret.update")
        guard case .patches(let applied, let reverted) = record.changes else { throw Unexpected() }
        #expect(applied.text.contains("\"new\"") && reverted.text.contains("\"old\""))

        let cleared = await harness.send("PATCH \(path)", json: ["key": "TOKEN", "description": "", "tags": []])
        #expect(cleared.json[0]?["description"] == nil && cleared.json[0]?["tags"] == [])
        #expect(await harness.send("PATCH \(path)", json: ["key": "OTHER", "tags": []]).fields == ["key"])
        #expect(await harness.send("PATCH \(path)", json: ["namespace": "x", "tags": []]).fields == ["namespace"])
        let other = "PATCH /api/v1/acme/namespaces/team/secrets/NONE"
        #expect(await harness.send(other, json: ["key": "NONE", "tags": []]).status == 404)
    }

    @Test func `what a secret cannot be is named field by field`() async {
        #expect(await put("a b").fields == ["key"])
        #expect(await put("").fields == ["key"])
        #expect(await put("../x").fields == ["key"])
        #expect(await put("K", "").fields == ["value"])
        let long = await put("K", String(repeating: "ä", count: 32 << 10) + "x")
        #expect(long.status == 422 && long.fields == ["value"])
        #expect(await put("K", String(repeating: "ä", count: 32 << 10)).status == 200)
        let all = await put("a/b", "", more: ["tags": [["key": "", "value": 1]], "description": 7, "vlaue": 1])
        #expect(Set(all.fields) == ["key", "value", "tags[0].key", "tags[0].value", "description", "vlaue"])
        let twice: JSON = [["key": "a", "value": "1"], ["key": "a", "value": "2"]]
        #expect(await put("K", more: ["tags": twice]).fields == ["tags"])
        let none = await harness.send("PUT /api/v1/acme/namespaces/team/secrets", json: ["key": "K"])
        #expect(none.fields == ["value"])
        #expect(await put("K", "a\0b").status == 400)
        #expect(await put("K\0", "a").status == 400)
        #expect(await put("K", in: "a..b").status == 404)
        #expect(await put("K", in: "-a").status == 404)
    }

    @Test func `a namespace inherits the keys of those above it`() async {
        for (namespace, key) in [("a", "X"), ("a", "Y"), ("a.b", "Y"), ("a.b.c", "Z"), ("ab", "N")] {
            _ = await put(key, in: namespace)
        }
        let inherited = await harness.send("GET /api/v1/acme/namespaces/a.b.c/inherited-secrets")
        #expect(inherited.text == #"{"a.b.c":["Z"],"a.b":["Y"],"a":["X"]}"#)
        #expect(await harness.send("GET /api/v1/acme/namespaces/none/inherited-secrets").text == "{}")
    }

    @Test func `lists are paged and filtered, and show no values`() async {
        for (namespace, key) in [("a", "ONE"), ("a.b", "TWO"), ("a.b", "three"), ("c", "FOUR")] {
            _ = await put(key, canary, in: namespace)
        }
        func keys(_ path: String) async -> [String] {
            let answer = await harness.send("GET /api/v1/acme\(path)")
            #expect(answer.status == 200 && answer["readOnly"] == false && !answer.text.contains(canary))
            return (answer["results"].array ?? []).compactMap { $0["key"]?.string }
        }
        #expect(await keys("/secrets?sort=key:asc") == ["FOUR", "ONE", "TWO", "three"])
        #expect(await keys("/secrets?page=2&size=3&sort=key") == ["three"])
        #expect(await keys("/secrets?filters[namespace][EQUALS]=a.b&sort=key") == ["TWO", "three"])
        #expect(await keys("/secrets?filters[namespace][PREFIX]=a&sort=key") == ["ONE", "TWO", "three"])
        #expect(await keys("/secrets?filters[q][CONTAINS]=THR") == ["three"])
        #expect(await keys("/namespaces/a.b/secrets?sort=key:desc") == ["three", "TWO"])
        #expect(await harness.send("GET /api/v1/acme/secrets?size=1")["total"] == 4)
        #expect(await harness.send("GET /api/v1/acme/secrets?filters[nmae][EQUALS]=x").status == 422)
        #expect(await harness.send("GET /api/v1/acme/secrets?size=0").fields == ["size"])
    }

    @Test func `versions are listed without values, and one is made current again`() async throws {
        for number in 1...12 { _ = await put("TOKEN", "\(canary)-\(number)") }
        let path = "/api/v1/acme/namespaces/team/secrets/TOKEN"
        let versions = await harness.send("GET \(path)/versions")
        #expect((versions.json.array ?? []).compactMap { $0["version"]?.integer } == Array((3...12).reversed()))
        #expect(!versions.text.contains(canary))
        let back = await harness.send("POST \(path)/rollback", json: ["version": 4])
        #expect(back.status == 200 && back["version"] == 13 && !back.text.contains(canary))
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.type == .update && record.resource.id == "TOKEN")
        #expect(await harness.send("POST \(path)/rollback", json: ["version": 3]).status == 404)
        #expect(await harness.send("POST \(path)/rollback", json: ["version": 0]).fields == ["version"])
        #expect(await harness.send("GET /api/v1/acme/namespaces/team/secrets/NONE/versions").status == 404)
    }

    @Test func `without the right nothing is possible, and no request tells whether a secret is there`() async throws {
        _ = await put("TOKEN")
        let base = "/api/v1/acme/namespaces/team"
        for (line, body) in [
            ("PUT \(base)/secrets", ["key": "TOKEN", "value": "x"]),
            ("PATCH \(base)/secrets/TOKEN", ["key": "TOKEN", "tags": []]),
            ("DELETE \(base)/secrets/TOKEN", nil), ("GET \(base)/secrets", nil),
            ("GET \(base)/secrets/TOKEN/versions", nil), ("GET \(base)/inherited-secrets", nil),
            ("POST \(base)/secrets/TOKEN/rollback", ["version": 1]), ("GET /api/v1/acme/secrets", nil),
        ] as [(String, JSON?)] {
            #expect(await harness.send(line, json: body, as: .member).status == 403, "\(line)")
            #expect(await harness.send(line, json: body, as: .nobody).status == 401, "\(line)")
            #expect(await harness.send(line, json: body, as: .stranger).status == 404, "\(line)")
        }
        let there = await harness.send("DELETE \(base)/secrets/TOKEN", as: .member)
        let absent = await harness.send("DELETE \(base)/secrets/NONE", as: .member)
        #expect(there["message"] == absent["message"])
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.outcome == .denied && record.permission == "secret.delete")
    }

    @Test func `rights on a namespace reach it and what is below, and no further`() async throws {
        for namespace in ["a", "a.b", "a.b.c", "a.bc"] { _ = await put("K", in: namespace) }
        try await allow(["VIEW", "LIST", "CREATE", "UPDATE", "DELETE"], on: "a.b")
        #expect(await put("K", in: "a.b.c", as: .member).status == 200)
        #expect(await put("K", in: "a", as: .member).status == 403)
        #expect(await put("K", in: "a.bc", as: .member).status == 403)
        let found = await harness.send("GET /api/v1/acme/secrets?sort=namespace", as: .member)
        let namespaces = (found["results"].array ?? []).compactMap { $0["namespace"]?.string }
        #expect(namespaces == ["a.b", "a.b.c"] && found["total"] == 2)
        let other = "GET /api/v1/acme/secrets?filters[namespace][EQUALS]=a"
        #expect(await harness.send(other, as: .member)["total"] == 0)
    }

    @Test func `who may only make secrets changes none, and who may only change some makes none`() async throws {
        _ = await put("OLD", in: "a")
        _ = await put("OLD", in: "b")
        try await allow(["CREATE"], on: "a")
        try await allow(["UPDATE"], on: "b")
        #expect(await put("NEW", in: "a", as: .member).status == 200)
        let change = await put("OLD", in: "a", as: .member)
        #expect(change.status == 403 && change["message"].string?.contains("`secret.update`") == true)
        #expect(await put("OLD", in: "b", as: .member).status == 200)
        let creation = await put("NEW", in: "b", as: .member)
        #expect(creation.status == 403 && creation["message"].string?.contains("`secret.create`") == true)
        let versions = await harness.send("GET /api/v1/acme/namespaces/a/secrets/OLD/versions")
        #expect(versions.json.array?.count == 1)
        #expect(await harness.send("GET /api/v1/acme/namespaces/b/secrets")["total"] == 1)
    }

    @Test func `tenants have secrets of the same name and never each other's`() async {
        _ = await put("TOKEN", more: ["description": "of acme"])
        #expect(await harness.send("GET /api/v1/umbra/secrets", as: .stranger)["total"] == 0)
        let path = "/api/v1/umbra/namespaces/team/secrets/TOKEN"
        #expect(await harness.send("DELETE \(path)", as: .stranger).status == 404)
        #expect(await put("TOKEN", as: .stranger).json[0]?["version"] == 1)
        #expect(await harness.send("DELETE \(path)", as: .stranger).status == 200)
        #expect(await harness.send("GET /api/v1/acme/secrets")["total"] == 1)
    }

    private struct Unexpected: Error {}
}
