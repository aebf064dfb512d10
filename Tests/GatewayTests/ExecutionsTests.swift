import Access
import Audit
import Executor
import HTTP
import JSON
import Tenancy
import Testbed
import Testing

@Suite("Making executions over the API", .database)
struct CreateExecutionTests {
    let executions: ExecutionsFixture
    var harness: GatewayHarness { executions.harness }
    init() async throws { executions = try await ExecutionsFixture() }

    private let inputs = """
        inputs:
          - {id: name, type: STRING}
          - {id: count, type: INT, defaults: 3, max: 10}
          - {id: key, type: SECRET, required: false}
          - {id: data, type: FILE, required: false}
        labels: {team: core, tier: one}
        """

    private let canary = "canary-4711-of-a-secret"

    @Test func `answers the execution as it was made, and has it begun`() async throws {
        try await executions.deploy("asks", inputs)
        let query = "?labels=tier:two&labels=a:b:c"
        let made = await executions.start("asks", ["name": "small", "key": canary], query: query)
        #expect(made.status == 200, "\(made.text)")
        let id = try #require(made["id"].string.flatMap { ExecutionID($0) })
        #expect(made["tenantId"] == "acme" && made["namespace"] == "team" && made["flowId"] == "asks")
        #expect(made["flowRevision"] == 1 && made["state"]["current"] == "CREATED" && made["deleted"] == false)
        #expect(made["inputs"] == ["name": "small", "count": 3, "key": "******", "data": nil])
        let pairs = (made["labels"].array ?? []).map { ($0["key"]?.string ?? "", $0["value"]?.string ?? "") }
        let labels = Dictionary(uniqueKeysWithValues: pairs)
        #expect(labels == ["team": "core", "tier": "two", "a": "b:c", "system.correlationId": id.description])
        #expect(made["originalId"] == .string(id.description) && made["parentId"] == .null)
        #expect(made["taskRunList"] == [] && made["kind"] == "NORMAL")
        #expect(made["url"].string?.hasSuffix("/ui/acme/executions/team/asks/\(id)") == true)
        #expect(!made.text.contains(canary))
        let messages = try await executions.posted()
        #expect(messages.map(\.execution) == [id] && messages.map(\.content) == [.begin])
        let read = await executions.ask("GET", of: id)
        #expect(read.status == 200 && read["inputs"] == made["inputs"] && !read.text.contains(canary))
    }

    @Test func `records that it was made, without its inputs`() async throws {
        try await executions.deploy("asks", inputs)
        let made = await executions.start("asks", ["name": canary])
        let record = try #require(try await executions.records().first)
        #expect(record.type == .create && record.permission == "execution.create")
        #expect(record.resource.id == made["id"].string && record.resource.namespace?.description == "team")
        guard case .patches(let applied, _) = record.changes else { throw UnexpectedRecord() }
        #expect(applied.text.contains("\"CREATED\"") && !applied.text.contains(canary))
    }

    @Test func `takes a date, breakpoints, a kind and a revision`() async throws {
        try await executions.deploy("asks", inputs)
        #expect(await executions.flows.update("asks", FlowsFixture.source("asks")).status == 200)
        let query = "?scheduleDate=2027-01-01T00:00:00Z&breakpoints=greet,second.x&kind=TEST&revision=1"
        let made = await executions.start("asks", ["name": "x"], query: query)
        #expect(made.status == 200, "\(made.text)")
        #expect(made["scheduleDate"] == "2027-01-01T00:00:00Z" && made["kind"] == "TEST" && made["flowRevision"] == 1)
        #expect(made["breakpoints"] == [["id": "greet"], ["id": "second", "value": "x"]])
        for (query, field) in [
            ("?scheduleDate=tomorrow", "scheduleDate"), ("?breakpoints=.x", "breakpoints"), ("?kind=LOOP", "kind"),
            ("?revision=0", "revision"), ("?wait=perhaps", "wait"), ("?labels=nocolon", "labels"),
            ("?labels=system.own:x", "labels"), ("?labels=Upper:x", "labels"), ("?labels=empty:", "labels"),
        ] {
            let refused = await executions.start("asks", ["name": "x"], query: query)
            #expect(refused.status == 422 && refused.fields == [field], "\(query): \(refused.text)")
        }
    }

    @Test func `refuses inputs that are missing or wrong, and makes nothing`() async throws {
        try await executions.deploy("asks", inputs)
        let missing = await executions.start("asks")
        #expect(missing.status == 422 && missing.fields == ["name"])
        let wrong = await executions.start("asks", ["name": "x", "count": "11"])
        #expect(wrong.status == 422 && wrong.fields == ["count"])
        let file = await executions.start("asks", ["name": "x"], files: ["data": "table.csv"])
        #expect(file.status == 501 && file["message"].string?.contains("`data`") == true)
        #expect(try await executions.posted().isEmpty)
        #expect(try await executions.records().isEmpty)
    }

    @Test func `refuses flows that cannot be executed`() async throws {
        #expect(await executions.flows.create(FlowsFixture.source("off", "disabled: true")).status == 200)
        #expect(await executions.flows.create(FlowsFixture.source("draft"), query: "?draft=true").status == 200)
        let checks = "checks:\n  - {when: \"{{ false }}\", message: not today, behavior: BLOCK_EXECUTION}\n"
        #expect(await executions.flows.create(FlowsFixture.source("blocked", checks)).status == 200)
        for id in ["off", "draft", "blocked"] {
            let refused = await executions.start(id)
            #expect(refused.status == 409, "\(id): \(refused.text)")
        }
        #expect(await executions.start("blocked")["message"].string?.contains("not today") == true)
        #expect(await executions.start("nothing").status == 404)
        #expect(try await executions.posted().isEmpty)
    }

    @Test func `makes an execution that has failed where a check says so`() async throws {
        let checks = "checks:\n  - {when: \"{{ false }}\", message: not today, behavior: FAIL_EXECUTION}\n"
        #expect(await executions.flows.create(FlowsFixture.source("fails", checks)).status == 200)
        let made = await executions.start("fails")
        #expect(made.status == 200 && made["state"]["current"] == "FAILED")
        #expect(try await executions.posted().isEmpty)
    }

    @Test func `answers at the end if it is asked to`() async throws {
        try await executions.deploy("asks", inputs)
        async let answer = executions.start("asks", ["name": "x"], query: "?wait=true")
        var id: ExecutionID?
        while id == nil { id = try await executions.posted().first?.execution }
        try await executions.run(try #require(id))
        let ended = await answer
        #expect(ended["state"]["current"] == "SUCCESS" && ended["taskRunList"].array?.count == 2, "\(ended.text)")
    }

    @Test func `takes the right to make executions, or to execute flows, in the namespace`() async throws {
        try await executions.deploy("asks", inputs)
        #expect(await executions.start("asks", ["name": "x"], as: .member).status == 403)
        #expect(await executions.start("asks", ["name": "x"], as: .stranger).status == 404)
        #expect(await executions.start("asks", ["name": "x"], as: .nobody).status == 401)
        try await executions.allow(["EXECUTE"], on: "team", resource: "FLOW")
        let made = await executions.start("asks", ["name": "x"], as: .member)
        #expect(made.status == 200, "\(made.text)")
        try await executions.deploy("asks", in: "other", inputs)
        #expect(await executions.start("asks", in: "other", ["name": "x"], as: .member).status == 403)
    }
}

@Suite("Reading executions over the API", .database)
struct ReadExecutionTests {
    let executions: ExecutionsFixture
    var harness: GatewayHarness { executions.harness }
    init() async throws { executions = try await ExecutionsFixture() }

    @Test func `tells states, task runs and attempts`() async throws {
        let id = try await executions.started()
        try await executions.run(id, .begin, [.success, .failed("no")])
        let read = await executions.ask("GET", of: id)
        let states = read["state"]["histories"]?.array?.compactMap { $0["state"]?.string }
        #expect(states == ["CREATED", "RUNNING", "FAILED"])
        #expect(read["state"]["duration"]?.string?.hasPrefix("PT") == true)
        #expect(read["state"]["startDate"] == read["state"]["histories"]?[0]?["date"])
        #expect(read["state"]["endDate"] == read["state"]["histories"]?[2]?["date"])
        #expect(read["metadata"]["attemptNumber"] == 1 && read["metadata"]["originalCreatedDate"]?.string != nil)
        let runs = try #require(read["taskRunList"].array)
        #expect(runs.compactMap { $0["taskId"]?.string } == ["greet", "second"])
        #expect(runs.compactMap { $0["state"]?["current"]?.string } == ["SUCCESS", "FAILED"])
        #expect(runs.allSatisfy { $0["executionId"]?.string == id.description && $0["flowId"] == "runs" })
        let attempts = runs[1]["attempts"]?.array ?? []
        #expect(attempts.count == 1 && attempts.first?["workerId"] == "test")
        #expect(attempts.first?["state"]?["current"] == "FAILED")
    }

    @Test func `draws the flow at the revision that is run, and tells what there is to know of it`() async throws {
        let id = try await executions.started()
        #expect(await executions.flows.update("runs", FlowsFixture.source("runs")).status == 200)
        let graph = await executions.ask("GET", "/graph", of: id)
        let uids = graph["nodes"].array?.compactMap { $0["uid"]?.string } ?? []
        #expect(graph.status == 200 && uids.contains("root.second"))
        let flow = await executions.ask("GET", "/flow", of: id)
        #expect(flow["revision"] == 1 && flow["tasks"].array?.count == 2)
        #expect(flow["tasks"][0] == ["id": "greet", "type": "io.kestra.plugin.core.log.Log"])
        let newest = await harness.send("GET /api/v1/acme/executions/flows/team/runs")
        #expect(newest["revision"] == 2 && newest["tasks"].array?.count == 1)
    }

    @Test func `shows outputs to those alone who may see them`() async throws {
        let id = try await executions.started()
        try await executions.run(id, .begin, [.success, .success], outputs: [["value": "first"], ["value": "mine"]])
        let run = await executions.ask("GET", of: id)["taskRunList"][1]?["id"]?.string ?? ""
        let listed = await harness.send("GET /api/v1/acme/outputs/\(id)")
        #expect(listed.json.array?.compactMap { $0["taskId"]?.string } == ["greet", "second"], "\(listed.text)")
        #expect(await harness.send("GET /api/v1/acme/outputs/\(id)/\(run)").json == ["value": "mine"])
        #expect(await harness.send("GET /api/v1/acme/outputs/\(id)/\(ExecutionID.random())").status == 404)
        try await executions.allow(["VIEW"], on: "team")
        for path in ["/\(run)", ""] {
            #expect(await harness.send("GET /api/v1/acme/outputs/\(id)\(path)", as: .member).status == 403)
        }
    }

    @Test func `finds executions by what they are, where the caller may list them`() async throws {
        let first = try await executions.started()
        let second = try await executions.started("other", in: "team.below")
        let third = try await executions.started("far", in: "elsewhere")
        try await executions.run(first)
        func ids(_ query: String, as sender: GatewayHarness.Sender = .admin) async -> [String] {
            let line = "GET /api/v1/acme/executions/search?sort=state.startDate:asc&\(query)"
            let found = await harness.send(line, as: sender)
            #expect(found.status == 200, "\(query): \(found.text)")
            return found["results"].array?.compactMap { $0["id"]?.string } ?? []
        }
        let all = [first, second, third].map(\.description)
        #expect(await ids("") == all)
        #expect(await ids("filters[state][EQUALS]=SUCCESS") == [all[0]])
        #expect(await ids("filters[state][IN]=CREATED,RUNNING") == [all[1], all[2]])
        #expect(await ids("filters[namespace][PREFIX]=team") == [all[0], all[1]])
        #expect(await ids("filters[flowId][EQUALS]=far") == [all[2]])
        #expect(await ids("filters[labels][EQUALS][system.correlationId]=\(all[1])") == [all[1]])
        #expect(await ids("filters[q][EQUALS]=below") == [all[1]])
        let page = await harness.send("GET /api/v1/acme/executions/search?size=1&page=2&sort=state.startDate:asc")
        #expect(page["total"] == 3 && page["results"][0]?["id"]?.string == all[1])
        #expect(page["results"][0]?["taskRunList"] == nil)
        try await executions.allow(["LIST"], on: "team")
        #expect(await ids("", as: .member) == [all[0], all[1]])
        let ofFlow = await harness.send("GET /api/v1/acme/executions?namespace=team.below&flowId=other")
        #expect(ofFlow["total"] == 1 && ofFlow["results"][0]?["id"]?.string == all[1])
        let far = "GET /api/v1/acme/executions?namespace=elsewhere&flowId=far"
        #expect(await harness.send(far, as: .member).status == 403)
        let latest = await harness.send(
            "POST /api/v1/acme/executions/latest",
            json: [["namespace": "team", "id": "runs"], ["namespace": "elsewhere", "id": "far"]],
            as: .member
        )
        #expect(latest.json.array?.compactMap { $0["id"]?.string } == [all[0]], "\(latest.text)")
    }

    @Test func `reads the log by level, task run and task`() async throws {
        let id = try await executions.started()
        try await executions.run(id)
        try await executions.log(id, [(.debug, "step"), (.info, "done"), (.error, "broken")])
        func messages(_ query: String) async -> [String] {
            let answer = await harness.send("GET /api/v1/acme/logs/\(id)?\(query)")
            #expect(answer.status == 200, "\(answer.text)")
            return answer.json.array?.compactMap { $0["message"]?.string } ?? []
        }
        #expect(await messages("") == ["step", "done", "broken"])
        #expect(await messages("minLevel=INFO") == ["done", "broken"])
        #expect(await messages("filters[level][EQUALS]=ERROR") == ["broken"])
        #expect(await messages("taskId=greet&attempt=0") == ["step", "done", "broken"])
        #expect(await messages("taskId=second").isEmpty)
        #expect(await harness.send("GET /api/v1/acme/logs/\(id)?minLevel=LOUD").status == 422)
        let file = await harness.send("GET /api/v1/acme/logs/\(id)/download?minLevel=ERROR")
        #expect(file.text.hasSuffix(" ERROR greet broken\n"))
        #expect(file.headers["content-type"]?.hasPrefix("text/plain") == true)
        let ofExecution = "filters[executionId][EQUALS]=\(id)&filters[level][EQUALS]=INFO"
        let found = await harness.send("GET /api/v1/acme/logs/search?\(ofExecution)")
        #expect(found["total"] == 2 && found["type"] == "OFFSET", "\(found.text)")
        try await executions.allow(["VIEW"], on: "team")
        #expect(await harness.send("GET /api/v1/acme/logs/\(id)", as: .member).status == 403)
    }

    @Test func `has nothing for those who may not see it, nor for another tenant`() async throws {
        let id = try await executions.started()
        try await executions.allow(["VIEW", "KILL"], on: "elsewhere")
        for path in ["executions/\(id)", "executions/\(id)/graph", "executions/\(id)/flow"] {
            #expect(await harness.send("GET /api/v1/acme/\(path)", as: .member).status == 404, "\(path)")
            #expect(await harness.send("GET /api/v1/umbra/\(path)", as: .stranger).status == 404, "\(path)")
            #expect(await harness.send("GET /api/v1/acme/\(path)", as: .stranger).status == 404, "\(path)")
        }
        #expect(await executions.ask("DELETE", "/actions/kill", of: id, as: .member).status == 404)
        #expect(await harness.send("GET /api/v1/acme/executions/nobody").status == 404)
        #expect(await harness.send("GET /api/v1/umbra/executions/search", as: .stranger)["total"] == 0)
        #expect(try await executions.posted().count == 1)
    }
}
