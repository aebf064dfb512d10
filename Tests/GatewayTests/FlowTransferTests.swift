import Access
import Archive
import Audit
import Flows
import HTTP
import JSON
import Tenancy
import Testbed
import Testing

@testable import Gateway

@Suite("Carrying flows out and in", .database)
struct FlowTransferTests {
    let flows: FlowsFixture
    var harness: GatewayHarness { flows.harness }
    init() async throws { flows = FlowsFixture(harness: try await GatewayHarness()) }

    private func upload(
        _ file: [UInt8],
        as sender: GatewayHarness.Sender = .admin,
        query: String = ""
    ) async -> GatewayHarness.Answer {
        let head = "--x\r\ncontent-disposition: form-data; name=\"fileUpload\"; filename=\"a\"\r\n\r\n"
        return await harness.send(
            "POST /api/v1/\(flows.tenant(of: sender))/flows/import\(query)",
            bytes: Array(head.utf8) + file + Array("\r\n--x--\r\n".utf8),
            as: sender,
            headers: [("content-type", "multipart/form-data; boundary=x")]
        )
    }

    private func archive(_ files: [(String, String)]) throws -> [UInt8] {
        let writer = try ZIPWriter()
        var bytes: [UInt8] = []
        for (name, text) in files {
            bytes += try writer.add(ArchiveEntry(name: name, content: Array(text.utf8)), modified: 0)
        }
        return try bytes + writer.finish()
    }

    /// The archive of flows, read part by part as the answer is.
    private func export(_ selection: FlowSelection, as sender: GatewayHarness.Sender = .admin) async throws
        -> (entries: [ArchiveEntry], bytes: [UInt8])
    {
        let archive = FlowArchive(export: FlowExport(selection, of: FlowStore()), writer: try ZIPWriter())
        let bytes = try await parts(from: ReadFlowArchive(archive: archive, last: nil), as: sender)
        return (try ZIPArchive.entries(of: bytes), bytes)
    }

    private func parts(from first: any PartRead, as sender: GatewayHarness.Sender = .admin) async throws -> [UInt8] {
        var (next, bytes): ((any PartRead)?, [UInt8]) = (first, [])
        while let read = next {
            let part = try await harness.gate.read(read, for: harness.call(as: sender))
            bytes += part.bytes
            next = part.next
        }
        return bytes
    }

    @Test func `what is exported can be imported elsewhere, byte for byte`() async throws {
        // More than a part of the archive.
        let texts = (100..<230).map { number in (number, FlowsFixture.source("flow-\(number)", message: "no \(number)"))
        }
        let all = texts.map(\.1).joined(separator: "---\n")
        #expect(await harness.send("POST /api/v1/acme/flows/bulk", text: all).json.array?.count == texts.count)
        let (entries, bytes) = try await export(.found(Search()))
        #expect(entries.map(\.name) == texts.map { "team.flow-\($0.0).yml" })
        #expect(entries.map(\.content) == texts.map { Array($0.1.utf8) })
        let imported = await upload(bytes, as: .stranger)
        #expect(imported.status == 200 && imported.json == [])
        #expect(await harness.send("GET /api/v1/umbra/flows/search", as: .stranger)["total"] == JSON(texts.count))
        let one = await flows.get("flow-150", query: "?source=true", as: .stranger)
        #expect(one["source"].string == texts[50].1)
    }

    @Test func `an export is answered part by part, and recorded`() async throws {
        for id in ["a", "b"] { _ = await flows.create(FlowsFixture.source(id)) }
        for line in ["GET /api/v1/acme/flows/export/by-query", "GET /api/v1/acme/flows/export/by-query/csv"] {
            let answer = await harness.send("\(line)?filters[flowId][EQUALS]=a")
            #expect(answer.status == 200 && answer.headers["content-disposition"]?.contains("flows.") == true)
            let record = try #require(try await harness.audit(of: harness.acme).first)
            #expect(
                record.permission == "flow.export"
                    && String(decoding: record.encoded(), as: UTF8.self).contains("filters[flowId][EQUALS]=a")
            )
        }
    }

    @Test func `flows that are named are exported, as far as they are there and may be`() async throws {
        for namespace in ["a", "b"] { _ = await flows.create(FlowsFixture.source("same", in: namespace)) }
        let id = try #require(Flow.ID("same"))
        let named = ["b", "a", "c"].compactMap { Namespace.Name($0) }.map { FlowAddress($0, id) }
        #expect(try await export(.named(named)).entries.map(\.name) == ["a.same.yml", "b.same.yml"])
        try await flows.allow(["EXPORT"], on: "b")
        #expect(try await export(.named(named), as: .member).entries.map(\.name) == ["b.same.yml"])
        #expect(try await export(.named([])).entries.isEmpty)
    }

    @Test func `what cannot be imported is named, and the rest is`() async throws {
        let good = FlowsFixture.source("good")
        let file = try archive([
            ("team/good.yml", good), ("bad.yaml", "id: bad\n"), ("README.md", "# Flows"), ("also.yml", "- 1"),
        ])
        let strict = await upload(file, query: "?failOnError=true")
        #expect(strict.status == 422 && strict["message"].string?.contains("bad.yaml") == true)
        #expect(await harness.send("GET /api/v1/acme/flows/search")["total"] == 0)
        #expect(await upload(file).json == ["bad.yaml", "also.yml"])
        #expect(await flows.get("good").status == 200)
        let text = "\(good)---\nid: bad\n---\n\(FlowsFixture.source("other"))"
        #expect(await upload(Array(text.utf8)).json == ["1"])
        #expect(await flows.get("good")["revision"] == 1)
        #expect(await flows.get("other").status == 200)
    }

    @Test func `an archive that is meant to do harm is refused whole`() async throws {
        let bomb = try archive([("a.yml", String(repeating: "a", count: 2 << 20))])
        let answer = await upload(bomb)
        #expect(answer.status == 422 && answer["message"].string?.contains("more than 1048576 bytes") == true)
        for damaged in [Array(bomb.prefix(40)), Array(bomb.dropLast(30)) + [0, 1, 2]] {
            #expect(await upload(damaged).status == 422)
        }
        #expect(await upload([]).json == [])
        #expect(await harness.send("GET /api/v1/acme/flows/search")["total"] == 0)
    }

    @Test func `an import takes the right to import, and to each thing that it does`() async throws {
        _ = await flows.create(FlowsFixture.source("old", in: "a"))
        try await flows.allow(["IMPORT", "CREATE"], on: "a")
        #expect(await upload(Array(FlowsFixture.source("new", in: "a").utf8), as: .member).status == 200)
        let change = FlowsFixture.source("old", in: "a", message: "other")
        #expect(await upload(Array(change.utf8), as: .member).status == 403)
        #expect(await upload(Array(FlowsFixture.source("new", in: "b").utf8), as: .member).status == 403)
        #expect(await flows.get("old", in: "a")["revision"] == 1)
    }

    @Test func `a line of CSV is written for each flow`() async throws {
        let more = "description: '=1+1'\nlabels: {team: core, tier: gold}\ndisabled: true"
        _ = await flows.create(FlowsFixture.source("one", more))
        let rest = ReadFlowLines(export: FlowExport(.found(Search()), of: FlowStore()), last: nil)
        let text = String(decoding: try await parts(from: rest), as: UTF8.self)
        let lines = text.split(separator: "\r\n").map(String.init)
        #expect(lines.count == 1 && lines[0].hasPrefix("team,one,1,'=1+1,\"team:core,tier:gold\",true,false,"))
    }
}

@Suite("Judging and drawing flows", .database)
struct FlowViewsTests {
    let flows: FlowsFixture
    var harness: GatewayHarness { flows.harness }
    init() async throws { flows = FlowsFixture(harness: try await GatewayHarness()) }

    private func call(_ id: String, in namespace: String = "team") -> String {
        "  - {id: call-\(id), type: io.kestra.plugin.core.flow.Subflow, namespace: \(namespace), flowId: \(id)}"
    }

    private func waiting(for id: String, in namespace: String = "team") -> String {
        """
        triggers:
          - id: after
            type: io.kestra.plugin.core.trigger.Flow
            dependsOn:
              - {id: first, namespace: \(namespace), flowId: \(id)}
        """
    }

    private func edges(_ path: String) async -> Set<String> {
        let answer = await harness.send("GET /api/v1/acme\(path)")
        #expect(answer.status == 200, "\(answer.text)")
        return Set(
            (answer["edges"].array ?? []).map { edge in
                "\(edge["source"]?.string ?? "") \(edge["relation"]?.string ?? "") \(edge["target"]?.string ?? "")"
            }
        )
    }

    @Test func `each document is judged, and nothing is kept`() async throws {
        let good = FlowsFixture.source("good")
        let text = "\(good)---\nid: bad\nnamespace: team\n---\n\(FlowsFixture.source("third", "revision: 1"))"
        let answer = await harness.send("POST /api/v1/acme/flows/validate", text: text)
        let verdicts = try #require(answer.json.array)
        #expect(verdicts.map { $0["index"]?.integer } == [0, 1, 2])
        #expect(verdicts.map { $0["constraints"] == nil } == [true, false, true])
        #expect(verdicts[1]["flow"] == "bad" && verdicts[1]["constraints"]?.string?.contains("tasks") == true)
        #expect(await harness.send("GET /api/v1/acme/flows/search")["total"] == 0)
        for message in ["a", "b"] {
            let source = FlowsFixture.source("third", message: message)
            _ = message == "a" ? await flows.create(source) : await flows.update("third", source)
        }
        let later = await harness.send("POST /api/v1/acme/flows/validate", text: text)
        #expect((later.json.array ?? []).map { $0["outdated"]?.bool } == [false, false, true])
    }

    @Test func `files are judged by their names`() async throws {
        let files = [("good.yml", FlowsFixture.source("good")), ("bad.yml", "id: bad\nnamespace: team\n")]
        let body = files.map { name, text in
            "--x\r\ncontent-disposition: form-data; name=\"flows\"; filename=\"\(name)\"\r\n\r\n\(text)\r\n"
        }
        let answer = await harness.send(
            "POST /api/v1/acme/flows/validate",
            text: body.joined() + "--x--\r\n",
            headers: [("content-type", "multipart/form-data; boundary=x")]
        )
        let verdicts = try #require(answer.json.array)
        #expect(verdicts.map { $0["filename"]?.string } == ["good.yml", "bad.yml"])
        #expect(verdicts.map { $0["constraints"] == nil } == [true, false])
    }

    @Test func `a task and a trigger are judged alone`() async {
        let path = "POST /api/v1/acme/flows/validate"
        let task: JSON = ["id": "a", "type": "io.kestra.plugin.core.log.Log", "message": "x"]
        #expect(await harness.send("\(path)/task?section=TASKS", json: task)["constraints"] == .null)
        let wrong: JSON = ["id": "a", "type": "io.kestra.plugin.core.log.Log", "massage": "x"]
        let verdict = await harness.send("\(path)/task?section=TASKS", json: wrong)
        #expect(verdict["constraints"].string?.contains("massage") == true)
        #expect(await harness.send("\(path)/task", json: task).fields == ["section"])
        let trigger: JSON = ["id": "t", "type": "io.kestra.plugin.core.trigger.Schedule", "cron": "* * * * *"]
        #expect(await harness.send("\(path)/trigger", json: trigger)["constraints"] == .null)
        let never: JSON = ["id": "t", "type": "io.kestra.plugin.core.trigger.Schedule", "cron": "61 * * * *"]
        #expect(await harness.send("\(path)/trigger", json: never)["constraints"].string?.contains("cron") == true)
    }

    @Test func `a graph has the flows that are called drawn within it`() async throws {
        _ = await flows.create(FlowsFixture.source("inner"))
        let outer = FlowsFixture.source("outer", call("inner"))
        _ = await flows.create(outer)
        let plain = await harness.send("GET /api/v1/acme/flows/team/outer/graph")
        let drawn = await harness.send("GET /api/v1/acme/flows/team/outer/graph?subflows=root.call-inner")
        let count = plain["nodes"].array?.count ?? 0
        #expect(count > 0 && (drawn["nodes"].array?.count ?? 0) > count)
        #expect(await harness.send("POST /api/v1/acme/flows/graph", text: outer).json == plain.json)
        #expect(await harness.send("GET /api/v1/acme/flows/team/outer/graph?subflows=root.greet").status == 422)
        #expect(await harness.send("GET /api/v1/acme/flows/team/none/graph").status == 404)
        let task = await harness.send("GET /api/v1/acme/flows/team/outer/tasks/call-inner")
        #expect(task["flowId"] == "inner")
        #expect(await harness.send("GET /api/v1/acme/flows/team/outer/tasks/none").status == 404)
    }

    @Test func `dependencies are known without reading, in both directions, and circles end`() async throws {
        for (id, more) in [
            ("a", call("b")), ("b", call("c") + "\n" + waiting(for: "d")), ("c", call("a")), ("d", ""),
            ("e", call("gone")),
        ] {
            #expect(await flows.create(FlowsFixture.source(id, more)).status == 200)
        }
        let around = "/flows/team/b/dependencies"
        let (ab, bc) = ("team/a FLOW_TASK team/b", "team/b FLOW_TASK team/c")
        let (ca, db) = ("team/c FLOW_TASK team/a", "team/d FLOW_TRIGGER team/b")
        #expect(await edges(around) == [ab, bc, db])
        #expect(await edges("\(around)?destinationOnly=true") == [bc])
        #expect(await edges("\(around)?expandAll=true") == [ab, bc, ca, db])
        #expect(await edges("\(around)?expandAll=true&destinationOnly=true") == [ab, bc, ca])
        #expect(await edges("/namespaces/team/dependencies") == [ab, bc, ca, db])
        #expect(await edges("/flows/team/e/dependencies").isEmpty)
        let nodes = await harness.send("GET /api/v1/acme/namespaces/team/dependencies")["nodes"].array?.count
        #expect(nodes == 5)
        _ = await harness.send("DELETE /api/v1/acme/flows/team/c")
        #expect(await edges("\(around)?expandAll=true") == [ab, db])
        #expect(await harness.send("GET /api/v1/acme/flows/team/none/dependencies").status == 404)
    }

    @Test func `a trigger that waits for any flow of some namespaces depends on all of them`() async {
        let waiting = """
            triggers:
              - id: after
                type: io.kestra.plugin.core.trigger.Flow
                conditions:
                  - {type: io.kestra.plugin.core.condition.ExecutionNamespace, namespace: shop, prefix: true}
            """
        for (id, namespace) in [("a", "shop"), ("b", "shop.back"), ("c", "other")] {
            _ = await flows.create(FlowsFixture.source(id, in: namespace))
        }
        _ = await flows.create(FlowsFixture.source("watch", in: "ops", waiting))
        let expected: Set = ["shop/a FLOW_TRIGGER ops/watch", "shop.back/b FLOW_TRIGGER ops/watch"]
        #expect(await edges("/flows/ops/watch/dependencies") == expected)
        #expect(await edges("/flows/shop/a/dependencies?destinationOnly=true") == ["shop/a FLOW_TRIGGER ops/watch"])
    }

    @Test func `former types and what templates can name are listed`() async {
        let old = "  - {id: old, type: io.kestra.core.tasks.log.Log, message: x}"
        _ = await flows.create(FlowsFixture.source("former", old))
        _ = await flows.create(FlowsFixture.source("current"))
        let listed = await harness.send("GET /api/v1/acme/flows/deprecated")
        #expect((listed.json.array ?? []).map { $0["flowId"]?.string } == ["former"])
        #expect(listed.json[0]?["deprecatedTasks"]?[0]?["taskId"] == "old")
        let text = FlowsFixture.source("names", "inputs: [{id: day, type: DATE}]\nvariables: {region: eu}")
        let names = await harness.send("POST /api/v1/acme/flows/expressions", text: text)
        #expect(names["categories"]["inputs"] == ["inputs.day"] && names["categories"]["variables"] == ["vars.region"])
        #expect(names["categories"]["functions"]?.array?.contains("secret") == true)
        #expect(names["categories"]["filters"]?.array?.contains("upper") == true)
    }

    @Test func `secrets that templates can name are listed to those who may list them`() async {
        let names = "POST /api/v1/acme/flows/expressions"
        for (key, namespace) in [("ABOVE", "shop"), ("HERE", "shop.back"), ("APART", "other")] {
            let put = "PUT /api/v1/acme/namespaces/\(namespace)/secrets"
            #expect(await harness.send(put, json: ["key": .string(key), "value": "hidden"]).status == 200)
        }
        let text = FlowsFixture.source("names", in: "shop.back")
        let shown = await harness.send(names, text: text)
        #expect(shown["categories"]["secrets"] == ["secret('ABOVE')", "secret('HERE')"])
        #expect(!shown.text.contains("hidden"))
        let role = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": "reader", "permissions": ["FLOW": ["VIEW"]]]
        )
        let member = JSON(harness.accounts[.member]?.description ?? "")
        let binding: JSON = ["type": "USER", "externalId": member, "roleId": role["id"]]
        #expect(await harness.send("POST /api/v1/acme/bindings", json: binding).status == 200)
        let hidden = await harness.send(names, text: text, as: .member)
        #expect(hidden.status == 200 && hidden["categories"]["secrets"] == [])
    }
}

@Suite("The documents of a text")
struct FlowDocumentsTests {
    private func parts(_ text: String) throws -> [String] {
        try FlowDocuments.parts(of: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `are parted where a line says so, byte for byte`() throws {
        #expect(try parts("a: 1\n---\nb: 2\r\n--- \nc: |\n  ---\n  x") == ["a: 1\n", "b: 2\r\n", "c: |\n  ---\n  x"])
        #expect(try parts("---\na: 1\n") == ["a: 1\n"])
        #expect(try parts("--- {a: 1}\n---\n---b: 2\n") == ["--- {a: 1}\n", "---b: 2\n"])
    }

    @Test func `that say nothing are none`() throws {
        #expect(try parts("# nothing\n---\n\n---\n  # here\n").isEmpty)
        #expect(try parts("").isEmpty)
    }

    @Test func `are bounded in number`() {
        let text = String(repeating: "a\n---\n", count: FlowDocuments.limit + 1)
        #expect(throws: (any Error).self) { try parts(text) }
    }
}
