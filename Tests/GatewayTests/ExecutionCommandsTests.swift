import Access
import Audit
import Executor
import JSON
import Tenancy
import Testbed
import Testing

@Suite("Commands to executions over the API", .database)
struct ExecutionCommandsTests {
    let executions: ExecutionsFixture
    var harness: GatewayHarness { executions.harness }
    init() async throws { executions = try await ExecutionsFixture() }

    private func commands() async throws -> [ExecutionCommand] {
        try await executions.posted().compactMap {
            if case .command(let command, _, _) = $0.content { command } else { nil }
        }
    }

    /// A pause that asks for a reason, and an execution that waits there.
    private func paused() async throws -> ExecutionID {
        let pause = """
              - id: wait
                type: io.kestra.plugin.core.flow.Pause
                onResume:
                  - {id: reason, type: STRING}
                  - {id: data, type: FILE, required: false}
            """
        #expect(await executions.flows.create(FlowsFixture.source("pauses", pause)).status == 200)
        let made = await executions.start("pauses")
        let id = try #require(made["id"].string.flatMap { ExecutionID($0) })
        try await executions.run(id, .begin, [.success])
        #expect(await executions.state(of: id) == "PAUSED")
        return id
    }

    @Test func `ends an execution that has not ended`() async throws {
        let id = try await executions.started()
        try await executions.run(id, .begin, [])
        let killed = await executions.ask("DELETE", "/actions/kill?isOnKillCascade=false", of: id)
        #expect(killed.status == 200 && killed["state"]["current"] == "KILLING", "\(killed.text)")
        #expect(killed["taskRunList"][0]?["state"]?["current"] == "KILLING")
        #expect(try await commands() == [.kill(cascade: false)])
        // What is kept is the executor's to change.
        #expect(await executions.state(of: id) == "RUNNING")
        let record = try #require(try await executions.records().first)
        #expect(record.type == .update && record.permission == "execution.kill")
        guard case .patches(let applied, let reverted) = record.changes else { throw UnexpectedRecord() }
        #expect(applied.text.contains("KILLING") && reverted.text.contains("RUNNING"))
    }

    @Test func `refuses what does not fit the state, and posts nothing`() async throws {
        let id = try await executions.started()
        try await executions.run(id)
        for (method, path) in [
            ("DELETE", "/actions/kill"), ("POST", "/actions/pause"), ("POST", "/actions/resume"),
            ("POST", "/actions/restart"), ("POST", "/actions/resume-from-breakpoint"), ("POST", "/actions/unqueue"),
            ("POST", "/actions/force-run"), ("POST", "/actions/resume/validate"),
        ] {
            let refused = await executions.ask(method, path, of: id)
            #expect(refused.status == 409, "\(path): \(refused.text)")
            #expect(refused["message"].string?.contains("`\(id)`") == true)
        }
        let running = try await executions.started("others")
        for (method, path, json) in [
            ("POST", "/actions/change-status?status=FAILED", nil), ("DELETE", "", nil),
            ("POST", "/actions/labels", [["key": "a", "value": "b"]]),
        ] as [(String, String, JSON?)] {
            #expect(await executions.ask(method, path, of: running, json: json).status == 409, "\(path)")
        }
        #expect(try await commands().isEmpty)
        #expect(try await executions.records().allSatisfy { $0.type == .create })
    }

    @Test func `halts and goes on with what the pause asks for`() async throws {
        let id = try await paused()
        let missing = await executions.form("POST /api/v1/acme/executions/\(id)/actions/resume")
        #expect(missing.status == 422 && missing.fields == ["reason"], "\(missing.text)")
        let verdict = await executions.form("POST /api/v1/acme/executions/\(id)/actions/resume/validate", ["_": ""])
        #expect(verdict.status == 200, "\(verdict.text)")
        #expect(verdict.json[0]?["inputs"]?[0]?["errors"]?.array?.count == 1, "\(verdict.text)")
        let file = await executions.form(
            "POST /api/v1/acme/executions/\(id)/actions/resume",
            ["reason": "x"],
            files: ["data": "table.csv"]
        )
        #expect(file.status == 501)
        #expect(try await commands().isEmpty)
        let resumed = await executions.form(
            "POST /api/v1/acme/executions/\(id)/actions/resume",
            ["reason": "because", "_": ""]
        )
        #expect(resumed.status == 200 && resumed["state"]["current"] == "SUCCESS", "\(resumed.text)")
        let posted = try #require(try await executions.posted().last)
        #expect(
            posted.content
                == .command(
                    .resume(taskRun: nil),
                    by: harness.accounts[.admin],
                    values: ["reason": "because", "data": nil]
                )
        )
    }

    @Test func `restarts what failed, and answers how it will be`() async throws {
        let id = try await executions.started()
        try await executions.run(id, .begin, [.success, .failed("no")])
        let again = await executions.ask("POST", "/actions/restart", of: id)
        #expect(again.status == 200 && again["id"].string == id.description)
        #expect(again["state"]["current"] == "RESTARTED" && again["metadata"]["attemptNumber"] == 2)
        let runs = again["taskRunList"].array ?? []
        #expect(runs.compactMap { $0["state"]?["current"]?.string } == ["SUCCESS", "RESTARTED"])
        #expect(runs.last?["attempts"]?.array?.count == 1)
        #expect(try await commands() == [.restart])
        #expect(await executions.ask("POST", "/actions/restart?revision=9", of: id).status == 409)
    }

    @Test func `goes on with another revision in another execution`() async throws {
        let id = try await executions.started()
        try await executions.run(id, .begin, [.success, .failed("no")], outputs: [["value": "kept"]])
        let other = FlowsFixture.source("runs", ExecutionsFixture.tasks, message: "changed")
        #expect(await executions.flows.update("runs", other)["revision"] == 2)
        let again = await executions.ask("POST", "/actions/restart?revision=2", of: id)
        let copy = try #require(again["id"].string.flatMap { ExecutionID($0) })
        #expect(copy != id && again["flowRevision"] == 2 && again["state"]["current"] == "RESTARTED")
        #expect(again["originalId"].string == id.description)
        let run = try #require(again["taskRunList"][0]?["id"]?.string)
        #expect(await harness.send("GET /api/v1/acme/outputs/\(copy)/\(run)").json == ["value": "kept"])
        try await executions.run(copy, .begin, [.success])
        #expect(await executions.state(of: copy) == "SUCCESS")
        #expect(await executions.state(of: id) == "FAILED")
    }

    @Test func `replays from the beginning, from a task run, and with other inputs`() async throws {
        try await executions.deploy("asks", "inputs:\n  - {id: name, type: STRING}\n")
        let made = await executions.start("asks", ["name": "one"])
        let id = try #require(made["id"].string.flatMap { ExecutionID($0) })
        try await executions.run(id, .begin, [.success, .success], outputs: [["value": "kept"], ["value": "old"]])
        let whole = await executions.ask("POST", "/actions/replay?breakpoints=second", of: id)
        #expect(whole["state"]["current"] == "CREATED" && whole["taskRunList"] == [], "\(whole.text)")
        #expect(whole["inputs"] == ["name": "one"] && whole["parentId"].string == id.description)
        #expect(whole["breakpoints"] == [["id": "second"]])
        let run = await executions.ask("GET", of: id)["taskRunList"][1]?["id"]?.string ?? ""
        let part = await executions.ask("POST", "/actions/replay?taskRunId=\(run)", of: id)
        #expect(part["state"]["current"] == "RESTARTED" && part["taskRunList"].array?.count == 2, "\(part.text)")
        #expect(part["taskRunList"][1]?["id"]?.string != run)
        let listed = await harness.send("GET /api/v1/acme/outputs/\(part["id"].string ?? "")")
        #expect(listed.json.array?.compactMap { $0["taskId"]?.string } == ["greet"])
        let other = await executions.form(
            "POST /api/v1/acme/executions/\(id)/actions/replay-with-inputs",
            ["name": "two"]
        )
        #expect(other.status == 200 && other["inputs"] == ["name": "two"], "\(other.text)")
        #expect(await executions.ask("POST", "/actions/replay?taskRunId=nobody", of: id).status == 404)
        #expect(await executions.ask("POST", "/actions/replay?revision=7", of: id).status == 409)
        #expect(try await executions.records().filter { $0.type == .create }.count == 4)
    }

    @Test func `changes states, labels and removes`() async throws {
        let id = try await executions.started()
        try await executions.run(id, .begin, [.failed("no")])
        let run = await executions.ask("GET", of: id)["taskRunList"][0]?["id"] ?? .null
        let state = await executions.ask(
            "POST",
            "/actions/state",
            of: id,
            json: ["taskRunId": run, "state": "SUCCESS"]
        )
        #expect(state.status == 200 && state["state"]["current"] == "RESTARTED", "\(state.text)")
        let status = await executions.ask("POST", "/actions/change-status?status=WARNING", of: id)
        #expect(status.status == 200 && status["state"]["current"] == "WARNING")
        let labels = await executions.ask("POST", "/actions/labels", of: id, json: [["key": "team", "value": "core"]])
        #expect(labels["labels"].array?.contains(["key": "team", "value": "core"]) == true)
        #expect(await executions.ask("DELETE", of: id).status == 204)
        let contents = try await executions.posted().map(\.content)
        #expect(contents.last == .delete(withLogs: true) && contents.count == 4)
        for (path, json, field) in [
            ("/actions/state", ["taskRunId": run, "state": "LOST"], "state"),
            ("/actions/change-status?status=LOST", nil, "status"),
            ("/actions/labels", [["key": "system.x", "value": "y"]], "[0]"),
            ("/actions/labels", [["key": nil, "value": nil]], "[0]"),
        ] as [(String, JSON?, String)] {
            let refused = await executions.ask("POST", path, of: id, json: json)
            #expect(refused.status == 422 && refused.fields == [field], "\(path): \(refused.text)")
        }
    }

    @Test func `does with several all or nothing`() async throws {
        let first = try await executions.started()
        let second = try await executions.started()
        let done = try await executions.started("done")
        try await executions.run(done)
        let path = "DELETE /api/v1/acme/executions/kill/by-ids"
        let all: JSON = [.string(first.description), .string(second.description)]
        let refused = await harness.send(path, json: [.string(first.description), .string(done.description), "nobody"])
        #expect(refused.status == 400 && refused.fields == [done.description, "nobody"], "\(refused.text)")
        #expect(try await commands().isEmpty)
        let killed = await harness.send(path, json: all)
        #expect(killed.status == 202 && killed["totalItems"] == 2 && killed["operationId"].string != nil)
        #expect(try await commands() == [.kill(cascade: true), .kill(cascade: true)])
        #expect(try await executions.records().prefix(2).allSatisfy { $0.permission == "execution.kill" })
        #expect(await harness.send(path, json: "all").status == 422)
        try await executions.allow(["KILL"], on: "elsewhere")
        #expect(await harness.send(path, json: all, as: .member).status == 400)
        let labels = await harness.send(
            "POST /api/v1/acme/executions/labels/by-ids",
            json: ["executionsId": [.string(done.description)], "executionLabels": [["key": "a", "value": "b"]]]
        )
        #expect(labels.status == 202 && labels["totalItems"] == 1, "\(labels.text)")
        let removed = await harness.send(
            "DELETE /api/v1/acme/executions/by-ids",
            json: [.string(done.description)]
        )
        #expect(removed.status == 200 && removed.json == ["count": 1], "\(removed.text)")
    }

    @Test func `does with what a search finds only where the caller may`() async throws {
        _ = try await executions.started()
        _ = try await executions.started("far", in: "elsewhere")
        try await executions.allow(["KILL", "REPLAY"], on: "team")
        let path = "/api/v1/acme/executions"
        let killed = await harness.send("DELETE \(path)/kill/by-query?filters[state][EQUALS]=CREATED", as: .member)
        #expect(killed.status == 202 && killed["totalItems"] == 1, "\(killed.text)")
        let replayed = await harness.send("POST \(path)/replay/by-query?latestRevision=true", as: .member)
        #expect(replayed.status == 202 && replayed["totalItems"] == 1, "\(replayed.text)")
        #expect(await harness.send("POST \(path)/pause/by-query", as: .member).status == 403)
        let wrong = "POST \(path)/change-status/by-query?newStatus=RUNNING"
        #expect(await harness.send(wrong).fields == ["newStatus"])
        #expect(await harness.send("DELETE \(path)/kill/by-query?filters[nothing][EQUALS]=x").status == 422)
    }

    @Test func `takes the right to each of it`() async throws {
        let id = try await executions.started()
        try await executions.allow(["VIEW"], on: "team")
        for (method, path, json) in [
            ("DELETE", "/actions/kill", nil), ("POST", "/actions/pause", nil), ("POST", "/actions/resume", nil),
            ("POST", "/actions/restart", nil), ("POST", "/actions/replay", nil), ("POST", "/actions/unqueue", nil),
            ("POST", "/actions/force-run", nil), ("DELETE", "", nil), ("GET", "/follow", nil),
            ("POST", "/actions/change-status?status=FAILED", nil),
            ("POST", "/actions/labels", [["key": "a", "value": "b"]]),
            ("POST", "/actions/state", ["taskRunId": "x", "state": "FAILED"]),
        ] as [(String, String, JSON?)] {
            let refused = await executions.ask(method, path, of: id, json: json, as: .member)
            #expect(refused.status == 403, "\(method) \(path): \(refused.text)")
            let foreign = await executions.ask(method, path, of: id, json: json, as: .stranger)
            #expect(foreign.status == 404, "\(method) \(path): \(foreign.text)")
        }
        let eval = await executions.ask("POST", "/actions/eval", of: id, text: "{{ flow.id }}", as: .member)
        #expect(eval.status == 403)
        #expect(try await commands().isEmpty)
    }

    @Test func `reads no large execution as a whole, and ends it all the same`() async throws {
        let id = try await executions.started()
        try await executions.run(id, .begin, [])
        try await executions.grow(id)
        let read = await executions.ask("GET", of: id)
        #expect(read.status == 200 && read["state"]["current"] == "RUNNING" && read["taskRunList"] == .null)
        let replay = await executions.ask("POST", "/actions/replay", of: id)
        #expect(replay.status == 409 && replay["message"].string?.contains("20000") == true, "\(replay.text)")
        #expect(await executions.ask("POST", "/actions/unqueue", of: id).status == 409)
        let killed = await executions.ask("DELETE", "/actions/kill", of: id)
        #expect(killed.status == 200, "\(killed.text)")
        #expect(try await commands() == [.kill(cascade: true)])
        #expect(try await executions.records().first?.permission == "execution.kill")
    }

    @Test func `shows what expressions are, and no secret`() async throws {
        try await executions.deploy("asks", "inputs:\n  - {id: key, type: SECRET}\n")
        let made = await executions.start("asks", ["key": "canary-4711"])
        let id = try #require(made["id"].string.flatMap { ExecutionID($0) })
        try await executions.run(id, .begin, [.success, .success], outputs: [["value": "mine"]])
        func shown(_ expression: String, run: String = "") async -> GatewayHarness.Answer {
            await executions.ask("POST", "/actions/eval\(run)", of: id, text: expression)
        }
        #expect(await shown("{{ outputs.greet.value }} of {{ flow.id }}").json == ["result": "mine of asks"])
        #expect(await shown("{{ inputs.key | upper }}").json == ["result": "******"])
        #expect(await shown("{{ secret('KEY') }}").json == ["result": "******"])
        #expect(await shown("{{ missing }}")["error"].string?.contains("missing") == true)
        let run = await executions.ask("GET", of: id)["taskRunList"][1]?["id"]?.string ?? ""
        #expect(await shown("{{ taskrun.id }}", run: "/\(run)").json == ["result": .string(run)])
        #expect(await shown("x", run: "/nobody").status == 404)
        #expect(await shown("x", run: "/\(ExecutionID.random())").status == 404)
        let body: JSON = [
            "expressions": ["{{ outputs.greet.value }}", "{{ inputs.key }}"], "executionId": .string(id.description),
        ]
        let rendered = await harness.send("POST /api/v1/acme/expressions/render", json: body)
        #expect(rendered["rendered"]["{{ outputs.greet.value }}"] == "mine", "\(rendered.text)")
        #expect(rendered["rendered"]["{{ inputs.key }}"] == "******")
        try await executions.allow(["VIEW"], on: nil, resource: "FLOW")
        let hidden = await harness.send("POST /api/v1/acme/expressions/render", json: body, as: .member)
        #expect(hidden.status == 404)
    }
}
