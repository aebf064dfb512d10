import Access
import Archive
import Audit
import Crypto
import JSON
import Tenancy
import Testbed
import Testing

/// Sends requests about flows.
struct FlowsFixture: Sendable {
    let harness: GatewayHarness

    /// A declaration that can be used.
    static func source(
        _ id: String,
        in namespace: String = "team",
        _ more: String = "",
        message: String = "hello"
    ) -> String {
        """
        id: \(id)
        namespace: \(namespace)
        # A comment that stays where it is.
        tasks:
          - id: greet
            type: io.kestra.plugin.core.log.Log
            message: \(message)
        \(more)

        """
    }

    func tenant(of sender: GatewayHarness.Sender) -> String { sender == .stranger ? "umbra" : "acme" }

    func create(
        _ text: String,
        as sender: GatewayHarness.Sender = .admin,
        query: String = ""
    ) async -> GatewayHarness.Answer {
        await harness.send("POST /api/v1/\(tenant(of: sender))/flows\(query)", text: text, as: sender)
    }

    func update(
        _ id: String,
        in namespace: String = "team",
        _ text: String,
        as sender: GatewayHarness.Sender = .admin
    ) async -> GatewayHarness.Answer {
        await harness.send("PUT /api/v1/\(tenant(of: sender))/flows/\(namespace)/\(id)", text: text, as: sender)
    }

    func get(
        _ id: String,
        in namespace: String = "team",
        query: String = "",
        as sender: GatewayHarness.Sender = .admin
    ) async -> GatewayHarness.Answer {
        await harness.send("GET /api/v1/\(tenant(of: sender))/flows/\(namespace)/\(id)\(query)", as: sender)
    }

    /// Gives the member some rights on flows, in a namespace or everywhere.
    func allow(_ actions: JSON, on namespace: String?) async throws {
        let role = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": JSON("flows \(UUID.v4())"), "permissions": ["FLOW": actions]]
        )
        let member = try #require(harness.accounts[.member])
        var body: JSONObject = ["type": "USER", "externalId": JSON(member.description), "roleId": role["id"]]
        body["namespaceId"] = namespace.map { .string($0) }
        let bound = await harness.send("POST /api/v1/acme/bindings", json: .object(body))
        #expect(bound.status == 200 || bound.status == 201, "\(bound.text)")
    }

    /// The records about flows, newest first.
    func records() async throws -> [AuditRecord] {
        try await harness.audit(of: harness.acme).filter { $0.resource.kind == .flow }
    }
}

@Suite("Flows over the API", .database)
struct FlowsTests {
    let flows: FlowsFixture
    var harness: GatewayHarness { flows.harness }
    init() async throws { flows = FlowsFixture(harness: try await GatewayHarness()) }

    private func source(_ id: String, in namespace: String = "team", _ more: String = "") -> String {
        FlowsFixture.source(id, in: namespace, more)
    }

    private func ids(_ path: String, as sender: GatewayHarness.Sender = .admin) async -> [String] {
        let answer = await harness.send("GET /api/v1/\(flows.tenant(of: sender))\(path)", as: sender)
        #expect(answer.status == 200, "\(path): \(answer.text)")
        return (answer["results"].array ?? answer.json.array ?? []).compactMap { $0["id"]?.string }
    }

    @Test func `a source is kept byte for byte`() async {
        let text = source("first", "labels: {team: core}\r\n# ünïcode, and no line end")
        let made = await flows.create(text)
        #expect(made.status == 200 && made["revision"] == 1 && made["deleted"] == false && made["draft"] == false)
        #expect(made["labels"] == [["key": "team", "value": "core"]] && made["tasks"][0]?["id"] == "greet")
        let read = await flows.get("first", query: "?source=true")
        #expect(read["source"].string?.utf8.elementsEqual(text.utf8) == true)
        #expect(await flows.get("first")["source"] == .null)
    }

    @Test func `a change makes a revision, and what changes nothing makes none`() async throws {
        _ = await flows.create(source("counted"))
        #expect(await flows.update("counted", source("counted"))["revision"] == 1)
        #expect(await flows.update("counted", source("counted", "description: other"))["revision"] == 2)
        let revisions = await harness.send("GET /api/v1/acme/flows/team/counted/revisions")
        #expect((revisions.json.array ?? []).compactMap { $0["revision"]?.integer } == [1, 2])
        #expect(await flows.get("counted", query: "?revision=1")["description"] == .null)
        #expect(await flows.get("counted", query: "?revision=3").status == 404)
        #expect(try await flows.records().map(\.type) == [.update, .create])
    }

    @Test func `identifier and namespace cannot be changed`() async {
        _ = await flows.create(source("fixed"))
        for text in [source("other"), source("fixed", in: "elsewhere")] {
            let answer = await flows.update("fixed", text)
            #expect(answer.status == 422 && answer["message"].string?.contains("`fixed`") == true)
        }
        #expect(await flows.update("none", source("none")).status == 404)
        #expect(await flows.create(source("fixed")).status == 409)
    }

    @Test func `what cannot be used is refused with place and reason, and changes nothing`() async throws {
        let unknown = "id: bad\nnamespace: team\ntasks:\n  - id: a\n    type: io.kestra.plugin.core.log.Lag\n"
        let answer = await flows.create(unknown)
        #expect(answer.status == 422 && answer["message"].string?.contains("line 5") == true)
        for text in ["", "id: a: b", "- 1", "id: [\n", "namespace: team\ntasks: []\n"] {
            #expect(await flows.create(text).status == 422, "\(text)")
        }
        #expect(await ids("/flows/search").isEmpty)
        #expect(try await flows.records().isEmpty)
    }

    @Test func `a deleted flow keeps its revisions, and counts on when it is made again`() async {
        _ = await flows.create(source("phoenix"))
        #expect(await harness.send("DELETE /api/v1/acme/flows/team/phoenix").status == 204)
        #expect(await harness.send("DELETE /api/v1/acme/flows/team/phoenix").status == 404)
        #expect(await flows.get("phoenix").status == 404)
        let gone = await flows.get("phoenix", query: "?allowDeleted=true&source=true")
        #expect(gone["deleted"] == true && gone["revision"] == 2 && gone["source"].string == source("phoenix"))
        let path = "GET /api/v1/acme/flows/team/phoenix/revisions"
        #expect(await harness.send(path).status == 404)
        #expect(await harness.send("\(path)?allowDelete=true").json.array?.count == 2)
        #expect(await ids("/flows/search").isEmpty)
        #expect(await flows.create(source("phoenix"))["revision"] == 3)
    }

    @Test func `revisions go for good, but for the newest`() async throws {
        for message in ["a", "b", "c"] {
            let text = FlowsFixture.source("old", message: message)
            _ = message == "a" ? await flows.create(text) : await flows.update("old", text)
        }
        let path = "DELETE /api/v1/acme/flows/team/old/revisions"
        #expect(await harness.send("\(path)?revisions=3").status == 409)
        #expect(await harness.send("\(path)?revisions=0").fields == ["revisions"])
        #expect(await harness.send(path).fields == ["revisions"])
        #expect(await harness.send("\(path)?revisions=1,2,9").status == 200)
        let left = await harness.send("GET /api/v1/acme/flows/team/old/revisions")
        #expect((left.json.array ?? []).compactMap { $0["revision"]?.integer } == [3])
        #expect(Set(try await flows.records().prefix(2).map(\.resource.id)) == ["old@1", "old@2"])
    }

    @Test func `a draft need not be whole, and is published by the same text`() async {
        let text = "id: draft\nnamespace: team\nlabels: {team: core}\n"
        #expect(await flows.create(text).status == 422)
        let made = await flows.create(text, query: "?draft=true")
        #expect(made.status == 200 && made["draft"] == true && made["revision"] == 1)
        #expect(await ids("/flows/search?filters[labels][EQUALS][team]=core") == ["draft"])
        let whole = source("draft")
        #expect(await flows.update("draft", whole)["draft"] == false)
        let again = await harness.send("PUT /api/v1/acme/flows/team/draft?draft=true", text: whole)
        #expect(again["draft"] == true && again["revision"] == 3)
        #expect(await flows.create("labels: {}", query: "?draft=true").status == 422)
    }

    @Test func `searches are filtered, sorted and paged`() async {
        for (id, namespace, more) in [
            ("orders", "shop", "labels: {team: core, tier: gold}"), ("returns", "shop.back", "labels: {team: core}"),
            ("invoice", "finance", "description: Sends the Bill\nlabels: {team: money}"), ("plain", "shopping", ""),
        ] {
            #expect(await flows.create(source(id, in: namespace, more)).status == 200)
        }
        let all = "/flows/search?sort=id:asc"
        #expect(await ids(all) == ["invoice", "orders", "plain", "returns"])
        #expect(await ids("\(all)&page=2&size=3") == ["returns"])
        #expect(await ids("\(all)&filters[namespace][EQUALS]=shop") == ["orders"])
        #expect(await ids("\(all)&filters[namespace][PREFIX]=shop") == ["orders", "returns"])
        #expect(await ids("\(all)&filters[flowId][STARTS_WITH]=in") == ["invoice"])
        #expect(await ids("\(all)&filters[q][EQUALS]=BILL") == ["invoice"])
        #expect(await ids("\(all)&filters[labels][EQUALS][team]=core") == ["orders", "returns"])
        #expect(await ids("\(all)&filters[labels][EQUALS]=team:money") == ["invoice"])
        #expect(await ids("\(all)&filters[labels][NOT_EQUALS][team]=core") == ["invoice", "plain"])
        #expect(await ids("\(all)&filters[labels][IN][team]=core,money") == ["invoice", "orders", "returns"])
        #expect(await ids("\(all)&filters[labels][CONTAINS][tier]=ol") == ["orders"])
        #expect(await ids("\(all)&filters[labels][IS_NULL][team]=") == ["plain"])
        #expect(await ids("\(all)&filters[scope][EQUALS]=SYSTEM").isEmpty)
        #expect(await harness.send("GET /api/v1/acme/flows/search?filters[labels][EQUALS]=x").status == 422)
        #expect(await harness.send("GET /api/v1/acme/flows/search?filters[state][EQUALS]=x").status == 422)
        #expect(await ids("/flows/shop") == ["orders"])
        let namespaces = "GET /api/v1/acme/flows/distinct-namespaces"
        #expect(await harness.send(namespaces).json == ["finance", "shop", "shop.back", "shopping"])
        #expect(await harness.send("\(namespaces)?q=SHOP.").json == ["shop.back"])
    }

    @Test func `texts are searched, and the places told`() async {
        _ = await flows.create(FlowsFixture.source("one", message: "Needle in hay"))
        _ = await flows.create(FlowsFixture.source("two", message: "hay"))
        let found = await harness.send("GET /api/v1/acme/flows/source?q=needle")
        #expect(found["total"] == 1 && found["results"][0]?["model"]?["id"] == "one")
        #expect(found["results"][0]?["fragments"] == ["    message: [mark]Needle[/mark] in hay"])
        let place: JSON = ["line": 7, "column": 14, "snippet": "    message: Needle in hay"]
        #expect(found["results"][0]?["matches"] == [place])
        #expect(await harness.send("GET /api/v1/acme/flows/source?q=needle&caseSensitive=true")["total"] == 0)
        #expect(await harness.send("GET /api/v1/acme/flows/source?q=hay&namespace=other")["total"] == 0)
        #expect(await harness.send("GET /api/v1/acme/flows/source?q=a&regex=true").fields == ["regex"])
    }

    @Test func `flows are put out of use and into use by their texts`() async throws {
        for id in ["a", "b"] { _ = await flows.create(source(id)) }
        let body: JSON = [["id": "a", "namespace": "team"], ["id": "none", "namespace": "team"]]
        let off = await harness.send("POST /api/v1/acme/flows/disable/by-ids", json: body)
        #expect(off.status == 200 && off["count"] == 1)
        let read = await flows.get("a", query: "?source=true")
        #expect(read["disabled"] == true && read["revision"] == 2)
        #expect(read["source"].string == source("a") + "disabled: true\n")
        #expect(await harness.send("POST /api/v1/acme/flows/disable/by-ids", json: body)["count"] == 0)
        let on = await harness.send("POST /api/v1/acme/flows/enable/by-query?filters[namespace][EQUALS]=team")
        #expect(on["count"] == 1)
        #expect(await flows.get("a", query: "?source=true")["source"].string == source("a") + "disabled: false\n")
        let record = try #require(try await flows.records().first)
        #expect(record.permission == "flow.enable" && record.resource.id == "a" && record.type == .update)
        #expect(await harness.send("POST /api/v1/acme/flows/disable/by-ids", json: [:]).status == 422)
        let gone = await harness.send("DELETE /api/v1/acme/flows/delete/by-query?filters[flowId][EQUALS]=b")
        #expect(gone["count"] == 1)
        #expect(await harness.send("DELETE /api/v1/acme/flows/delete/by-ids", json: body)["count"] == 1)
        #expect(await ids("/flows/search").isEmpty)
    }

    @Test func `of many who make a flow at once one does, and changes at once are all kept`() async throws {
        let flows = flows
        let statuses = await withTaskGroup(of: Int.self) { group in
            for number in 0..<12 {
                group.addTask { await flows.create(FlowsFixture.source("race", message: "\(number)")).status }
            }
            return await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 200 }.count == 1 && statuses.filter { $0 == 409 }.count == 11)
        let revisions = await withTaskGroup(of: Int64?.self) { group in
            for number in 100..<112 {
                group.addTask {
                    await flows.update("race", FlowsFixture.source("race", message: "\(number)"))["revision"].integer
                }
            }
            return await group.reduce(into: Set<Int64?>()) { $0.insert($1) }
        }
        #expect(revisions == Set((2...13).map { Int64($0) }))
        #expect(try await flows.records().count == 13)
    }

    @Test func `what is kept of a flow is bounded, and what is answered at once`() async {
        let filler = String(repeating: "x", count: 900_000)
        for number in 1...9 {
            let text = FlowsFixture.source("large", message: "\(number)") + "# \(filler)\n"
            _ = number == 1 ? await flows.create(text) : await flows.update("large", text)
        }
        for number in 1...20 {
            let text = FlowsFixture.source("large-\(number)", in: "wide") + "description: \(filler)\n"
            #expect(await flows.create(text).status == 200)
        }
        let revisions = await harness.send("GET /api/v1/acme/flows/team/large/revisions").json.array ?? []
        #expect(revisions.last?["revision"] == 9 && revisions.count == 9)
        #expect(await harness.send("GET /api/v1/acme/flows/search?size=100").status == 422)
        #expect(await harness.send("GET /api/v1/acme/flows/search?size=5")["total"] == 21)
        #expect(await harness.send("GET /api/v1/acme/flows/wide").status == 422)
        #expect(await harness.send("DELETE /api/v1/acme/flows/delete/by-query").status == 422)
        for number in 10...15 {
            _ = await flows.update("large", FlowsFixture.source("large", "description: \(filler)\(number)"))
        }
        let left = await harness.send("GET /api/v1/acme/flows/team/large/revisions").json.array ?? []
        #expect(left.last?["revision"] == 15 && left.count < 12)
    }

    @Test func `records tell what changed, and no secret`() async throws {
        let canary = "canary-of-a-webhook"
        let more = """
            variables: {password: \(canary)}
            triggers:
              - id: hook
                type: io.kestra.plugin.core.trigger.Webhook
                key: \(canary)
            """
        _ = await flows.create(source("told", more))
        _ = await flows.update("told", FlowsFixture.source("told", more, message: "other"))
        let records = try await flows.records()
        let change = try #require(records.first)
        #expect(change.resource.namespace?.description == "team")
        let patch = String(decoding: change.encoded(), as: UTF8.self)
        #expect(patch.contains("/tasks/0/message") && patch.contains("other") && patch.contains("/revision"))
        #expect(!records.contains { String(decoding: $0.encoded(), as: UTF8.self).contains(canary) })
        let id = change.id.description
        let diff = await harness.send("GET /api/v1/acme/auditlogs/\(id)/diff")
        #expect(diff.status == 200, "\(diff.text)")
    }
}

@Suite("Rights on flows", .database)
struct FlowRightsTests {
    let flows: FlowsFixture
    var harness: GatewayHarness { flows.harness }
    init() async throws { flows = FlowsFixture(harness: try await GatewayHarness()) }

    private func fill() async {
        for namespace in ["a", "a.b", "a.b.c", "a.bc"] {
            #expect(await flows.create(FlowsFixture.source("same", in: namespace)).status == 200)
        }
    }

    private func namespaces(_ path: String) async -> [String] {
        let answer = await harness.send("GET /api/v1/acme\(path)", as: .member)
        #expect(answer.status == 200, "\(path): \(answer.text)")
        return (answer["results"].array ?? []).compactMap { $0["namespace"]?.string }
    }

    @Test func `without the right nothing is possible, and no request tells whether a flow is there`() async throws {
        await fill()
        let text = FlowsFixture.source("same", in: "a")
        for (line, body) in [
            ("POST /flows", text), ("PUT /flows/a/same", text), ("GET /flows/a/same", nil),
            ("DELETE /flows/a/same", nil),
            ("GET /flows/search", nil), ("GET /flows/source?q=x", nil), ("GET /flows/a", nil), ("POST /flows/a", text),
            ("POST /flows/bulk", text), ("GET /flows/a/same/revisions", nil),
            ("DELETE /flows/a/same/revisions?revisions=1", nil), ("GET /flows/a/same/tasks/greet", nil),
            ("GET /flows/a/same/graph", nil), ("POST /flows/graph", text), ("GET /flows/a/same/dependencies", nil),
            ("GET /namespaces/a/dependencies", nil), ("GET /flows/deprecated", nil),
            ("GET /flows/distinct-namespaces", nil), ("POST /flows/expressions", text), ("POST /flows/validate", text),
            ("POST /flows/disable/by-ids", "[]"), ("POST /flows/enable/by-query", ""),
            ("DELETE /flows/delete/by-ids", "[]"), ("DELETE /flows/delete/by-query", nil),
            ("POST /flows/export/by-ids", "[]"), ("GET /flows/export/by-query", nil),
            ("GET /flows/export/by-query/csv", nil),
        ] as [(String, String?)] {
            let parts = line.split(separator: " ").map(String.init)
            let own = "\(parts[0]) /api/v1/acme\(parts[1])"
            #expect(await harness.send(own, text: body, as: .member).status == 403, "\(line)")
            #expect(await harness.send(own, text: body, as: .nobody).status == 401, "\(line)")
            #expect(await harness.send(own, text: body, as: .stranger).status == 404, "\(line)")
        }
        let there = await flows.get("same", in: "a", as: .member)
        let absent = await flows.get("none", in: "a", as: .member)
        #expect(there["message"] == absent["message"])
    }

    @Test func `rights on a namespace reach it and what is below, and no further`() async throws {
        await fill()
        try await flows.allow(["VIEW", "LIST", "CREATE", "UPDATE", "DELETE", "DISABLE", "EXPORT"], on: "a.b")
        #expect(await namespaces("/flows/search?sort=namespace") == ["a.b", "a.b.c"])
        #expect(await namespaces("/flows/source?q=greet&sort=namespace") == ["a.b", "a.b.c"])
        #expect(await harness.send("GET /api/v1/acme/flows/distinct-namespaces", as: .member).json == ["a.b", "a.b.c"])
        #expect(await flows.get("same", in: "a.b.c", as: .member).status == 200)
        for namespace in ["a", "a.bc"] {
            #expect(await flows.get("same", in: namespace, as: .member).status == 403)
            #expect(await flows.create(FlowsFixture.source("new", in: namespace), as: .member).status == 403)
        }
        #expect(await flows.create(FlowsFixture.source("new", in: "a.b"), as: .member).status == 200)
        let all: JSON = .array(["a", "a.b", "a.bc"].map { ["id": "same", "namespace": .string($0)] })
        #expect(await harness.send("POST /api/v1/acme/flows/disable/by-ids", json: all, as: .member)["count"] == 1)
        #expect(await harness.send("POST /api/v1/acme/flows/disable/by-query", as: .member)["count"] == 2)
        #expect(await flows.get("same", in: "a")["disabled"] == false)
        let archive = await harness.send("GET /api/v1/acme/flows/export/by-query/csv", as: .member)
        #expect(archive.status == 200 && !archive.text.contains("a.bc,same"))
        #expect(await harness.send("DELETE /api/v1/acme/flows/delete/by-query", as: .member)["count"] == 3)
        #expect(await harness.send("GET /api/v1/acme/flows/search")["total"] == 2)
    }

    @Test func `a bulk change takes the right to each thing that it does`() async throws {
        await fill()
        try await flows.allow(["CREATE"], on: "a")
        let new = FlowsFixture.source("new", in: "a")
        let changed = FlowsFixture.source("same", in: "a", message: "other")
        let path = "POST /api/v1/acme/flows/bulk?delete=false"
        #expect(await harness.send(path, text: new, as: .member).status == 200)
        let mixed = await harness.send(path, text: "\(changed)---\n\(new)", as: .member)
        #expect(mixed.status == 403 && mixed["message"].string?.contains("`flow.update`") == true)
        try await flows.allow(["UPDATE"], on: "a")
        #expect(await harness.send(path, text: "\(changed)---\n\(new)", as: .member).status == 200)
        let whole = await harness.send("POST /api/v1/acme/flows/a", text: changed, as: .member)
        #expect(whole.status == 403 && whole["message"].string?.contains("`flow.delete`") == true)
        #expect(await harness.send("POST /api/v1/acme/flows/a?delete=false", text: changed, as: .member).status == 200)
        #expect(await flows.get("new", in: "a").status == 200)
        #expect(await harness.send("POST /api/v1/acme/flows/a", text: changed).status == 200)
        #expect(await flows.get("new", in: "a").status == 404)
        #expect(await flows.get("same", in: "a.b").status == 200)
    }

    @Test func `tenants have flows of the same name and never each other's`() async {
        _ = await flows.create(FlowsFixture.source("same"))
        #expect(await flows.get("same", as: .stranger).status == 404)
        #expect(await harness.send("GET /api/v1/umbra/flows/search", as: .stranger)["total"] == 0)
        #expect(await flows.create(FlowsFixture.source("same", message: "theirs"), as: .stranger)["revision"] == 1)
        #expect(await harness.send("DELETE /api/v1/umbra/flows/team/same", as: .stranger).status == 204)
        #expect(await flows.get("same")["revision"] == 1)
    }

    @Test func `dependencies show no flow of a namespace that may not be seen`() async throws {
        let call = """
              - id: call
                type: io.kestra.plugin.core.flow.Subflow
                namespace: hidden
                flowId: inner
            """
        _ = await flows.create(FlowsFixture.source("inner", in: "hidden"))
        _ = await flows.create(FlowsFixture.source("outer", in: "open", call))
        try await flows.allow(["VIEW"], on: "open")
        let path = "GET /api/v1/acme/flows/open/outer/dependencies?expandAll=true"
        #expect(await harness.send(path)["nodes"].array?.count == 2)
        let seen = await harness.send(path, as: .member)
        #expect(seen["nodes"].array?.count == 1 && seen["edges"] == [] && !seen.text.contains("hidden"))
        let graph = "GET /api/v1/acme/flows/open/outer/graph?subflows=root.call"
        #expect(await harness.send(graph).status == 200)
        #expect(await harness.send(graph, as: .member).status == 403)
    }
}
