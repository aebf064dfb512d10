import Crypto
import Daemon
import Flows
import JSON
import Postgres
import Secrets
import Tenancy
import Testbed
import Testing
import WorkerProtocol

@testable import Executor

@Suite("An executor", .database)
struct EngineTests {
    let fixture: EngineFixture
    init() async throws { fixture = try await EngineFixture() }

    private static func flow(_ id: String, _ body: String) -> String {
        "id: \(id)\nnamespace: io.reeve.tests\n" + body
    }

    private func withExecutor(
        _ runner: ScriptedRunner = ScriptedRunner(),
        _ configure: (inout ExecutorConfiguration) -> Void = { _ in },
        _ body: (ScriptedRunner) async throws -> Void
    ) async throws {
        let running = try fixture.start(runner, configure)
        do {
            try await body(runner)
        } catch {
            try await running.stop()
            throw error
        }
        try await running.stop()
    }

    @Test func `runs the tasks of a flow one after the other, with inputs, outputs and variables`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "names",
                """
                inputs:
                  - id: name
                    type: STRING
                variables:
                  greeting: Hello
                outputs:
                  - id: text
                    type: STRING
                    value: "{{ outputs.second.value }}"
                tasks:
                  - id: first
                    type: io.kestra.plugin.core.debug.Return
                    format: "{{ vars.greeting }} {{ inputs.name }} from {{ globals.region }}/{{ envs.stage }}"
                  - id: second
                    type: io.kestra.plugin.core.debug.Return
                    format: "{{ outputs.first.value }}, {{ flow.id }} {{ task.id }}"
                """
            )
        )
        try await withExecutor { runner in
            let id = try await fixture.launch(flow, ExecutionRequest(inputs: ["name": .text("Ada")]))
            let ended = try await fixture.ended(id)
            #expect(ended.state == .success)
            #expect(ended.output("first")?["value"] == "Hello Ada from eu/test")
            #expect(ended.record.outputs == ["text": "Hello Ada from eu/test, names second"])
            #expect(runner.jobs.map(\.task.id) == ["first", "second"])
            // Only what the templates name is handed out.
            #expect(runner.jobs[1].variables.json["inputs"] == [:])
        }
    }

    @Test func `two tenants with flows of one name see nothing of each other`() async throws {
        let source = Self.flow(
            "same",
            "tasks:\n  - {id: t, type: io.kestra.plugin.core.debug.Return, format: \"{{ labels.whose }}\"}"
        )
        try await fixture.deploy(source)
        let flow = try await fixture.deploy(source, in: fixture.umbra)
        try await withExecutor { runner in
            let one = try await fixture.launch(flow, ExecutionRequest(labels: [ExecutionLabel("whose", "acme")]))
            let request = ExecutionRequest(labels: [ExecutionLabel("whose", "umbra")])
            let two = try await fixture.launch(flow, request, in: fixture.umbra)
            #expect(try await fixture.ended(one).output("t") == ["value": "acme"])
            #expect(try await fixture.ended(two, in: fixture.umbra).output("t") == ["value": "umbra"])
            #expect(try await fixture.load(one, in: fixture.umbra) == nil)
            let tenants = Set(runner.jobs.map(\.key.tenant))
            #expect(tenants == [fixture.acme.description, fixture.umbra.description])
        }
    }

    @Test func `branches, loops and conditions are evaluated`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "flowables",
                """
                tasks:
                  - id: each
                    type: io.kestra.plugin.core.flow.ForEach
                    values: ["a", "b"]
                    tasks:
                      - {id: inner, type: io.kestra.plugin.core.debug.Return, format: "{{ taskrun.value }}"}
                  - id: choose
                    type: io.kestra.plugin.core.flow.Switch
                    value: "{{ outputs.inner.b.value }}"
                    cases:
                      b:
                        - {id: chosen, type: io.kestra.plugin.core.debug.Return, format: "yes"}
                  - id: skipped
                    type: io.kestra.plugin.core.debug.Return
                    when: "{{ outputs.chosen.value == 'no' }}"
                    format: never
                """
            )
        )
        try await withExecutor { _ in
            let ended = try await fixture.ended(try await fixture.launch(flow))
            #expect(ended.state == .success)
            #expect(ended.states("inner") == [.success, .success])
            #expect(ended.output("choose") == ["value": "b", "defaults": false])
            #expect(ended.states("skipped") == [.skipped])
        }
    }

    @Test func `an expression that fails fails its task, and the log says why`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "wrong",
                """
                tasks:
                  - {id: t, type: io.kestra.plugin.core.debug.Return, when: "{{ outputs.nothing.value }}", format: x}
                errors:
                  - {id: after, type: io.kestra.plugin.core.log.Log, message: "it failed"}
                """
            )
        )
        try await withExecutor { _ in
            let id = try await fixture.launch(flow)
            let ended = try await fixture.ended(id)
            #expect(ended.state == .failed && ended.states("after") == [.success])
            let log = try await fixture.log(id)
            #expect(log.count == 2 && log[0].contains("nothing") && log[1] == "it failed")
        }
    }

    @Test func `what runs on failure is told what failed`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "told",
                """
                tasks:
                  - {id: t, type: io.kestra.plugin.core.debug.Return, when: "{{ outputs.nothing }}", format: x}
                errors:
                  - {id: first, type: io.kestra.plugin.core.debug.Return, format: "{{ errorLogs()[0].taskId }}"}
                  - id: second
                    type: io.kestra.plugin.core.debug.Return
                    when: "{{ tasksWithState('FAILED')[0].taskId == 't' and errorLogs() | length == 1 }}"
                    format: "{{ tasksWithState('FAILED') | length }}"
                """
            )
        )
        try await withExecutor { runner in
            let ended = try await fixture.ended(try await fixture.launch(flow))
            #expect(ended.states("first") == [.success] && ended.states("second") == [.success])
            #expect(runner.jobs.first?.history.errorLogs.first?["taskId"] == "t")
            #expect(runner.jobs.last?.history.taskRuns(in: "FAILED").map { $0["taskId"] } == ["t"])
        }
    }

    @Test func `variables and labels are set by tasks`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "updates",
                """
                variables: {kept: 1, gone: 2}
                tasks:
                  - {id: set, type: io.kestra.plugin.core.execution.SetVariables, variables: {added: "{{ vars.kept }}"}}
                  - {id: unset, type: io.kestra.plugin.core.execution.UnsetVariables, variables: ["gone"]}
                  - {id: label, type: io.kestra.plugin.core.execution.Labels, labels: {found: "{{ vars.added }}"}}
                """
            )
        )
        try await withExecutor { runner in
            let ended = try await fixture.ended(try await fixture.launch(flow))
            #expect(ended.state == .success && runner.jobs.isEmpty)
            #expect(ended.record.variables == ["kept": 1, "added": 1])
            #expect(ended.rows.execution?.labels.contains(ExecutionLabel("found", "1")) == true)
        }
    }

    @Test func `what was made of a secret is sealed, and is a secret for the tasks after it`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "secrets",
                """
                inputs:
                  - {id: pin, type: SECRET}
                tasks:
                  - {id: t, type: io.kestra.plugin.core.debug.Return, format: "pin {{ inputs.pin }}"}
                  - {id: u, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.t.value }}"}
                """
            )
        )
        try await withExecutor { runner in
            let id = try await fixture.launch(flow, ExecutionRequest(inputs: ["pin": .text("4711-secret")]))
            let ended = try await fixture.ended(id)
            #expect(ended.state == .success)
            for task in ["t", "u"] {
                let value = try #require(ended.output(task)?["value"])
                #expect(SealedValue(value) != nil && !value.text.contains("4711"))
            }
            let second = try #require(runner.jobs.last)
            #expect(second.variables.json["outputs"]?["t"]?["value"] == "pin 4711-secret")
            #expect(second.variables.secretPaths.contains(["outputs", "t", "value"]))
        }
    }

    @Test func `an expression reads a secret of its namespace, which is recorded, and keeps it from rows`() async throws
    {
        try await fixture.run { tenant, tx in
            let namespace = try #require(Namespace.Name("io.reeve"))
            let address = SecretAddress(namespace, try #require(SecretKey("TOKEN")))
            _ = try await fixture.secrets.set(SecretValue("open"), at: address, in: tenant, tx)
        }
        let flow = try await fixture.deploy(
            Self.flow(
                "reads",
                """
                tasks:
                  - id: decide
                    type: io.kestra.plugin.core.flow.If
                    condition: "{{ secret('TOKEN') == 'open' }}"
                    then:
                      - {id: yes_task, type: io.kestra.plugin.core.debug.Return, format: "yes"}
                  - id: leak
                    type: io.kestra.plugin.core.flow.Switch
                    value: "{{ secret('TOKEN') }}"
                    cases: {open: [{id: never, type: io.kestra.plugin.core.debug.Return, format: "no"}]}
                """
            )
        )
        try await withExecutor { _ in
            let id = try await fixture.launch(flow)
            let ended = try await fixture.ended(id)
            #expect(ended.states("yes_task") == [.success] && ended.states("leak") == [.failed])
            #expect(ended.states("never").isEmpty)
            let records = try await fixture.run { tenant, tx in
                let rows = try await tx.query(
                    """
                    select resource_id, namespace, convert_from(record, 'UTF8') from audit_event
                    where tenant_id = \(tenant) and permission = 'secret.view'
                    """
                )
                return try rows.map { row in
                    let name = try JSON(parsing: try row.decode(2, as: String.self))["tenantName"]?.string
                    return [try row.decode(0, as: String.self), try row.decode(1, as: String.self), name]
                }
            }
            #expect(records == [["TOKEN", "io.reeve", "acme"], ["TOKEN", "io.reeve", "acme"]])
        }
    }

    @Test func `an execution that is killed ends its jobs`() async throws {
        let flow = try await fixture.deploy(
            Self.flow("long", "tasks:\n  - {id: t, type: io.kestra.plugin.core.debug.Return, format: x}")
        )
        try await withExecutor(ScriptedRunner { _ in .hold }) { runner in
            let id = try await fixture.launch(flow)
            let job = try await runner.submitted("t")[0]
            try await fixture.post(.command(.kill(cascade: true)), to: id)
            let ended = try await fixture.ended(id)
            #expect(ended.state == .killed && ended.states("t") == [.killed])
            #expect(runner.cancelled == [job.key])
        }
    }

    @Test func `a pause ends by itself, or when it is resumed with values`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "pauses",
                """
                tasks:
                  - {id: short, type: io.kestra.plugin.core.flow.Pause, pauseDuration: PT0.2S}
                  - {id: long, type: io.kestra.plugin.core.flow.Pause, onResume: [{id: answer, type: STRING}]}
                  - {id: t, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.long.onResume.answer }}"}
                """
            )
        )
        try await withExecutor { _ in
            let id = try await fixture.launch(flow)
            try await fixture.wait(for: id) { $0.states("long") == [.paused] }
            try await fixture.post(.command(.resume(taskRun: nil), values: ["answer": "42"]), to: id)
            let ended = try await fixture.ended(id)
            #expect(ended.state == .success && ended.output("t") == ["value": "42"])
        }
    }

    @Test func `a failed execution is restarted from where it failed`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "again",
                """
                tasks:
                  - {id: one, type: io.kestra.plugin.core.debug.Return, format: x}
                  - {id: two, type: io.kestra.plugin.core.debug.Return, format: y}
                """
            )
        )
        let runner = ScriptedRunner { $0.task.id == "two" && $0.attempt == 1 ? .end(JobEnd(.failed("no"))) : .work }
        try await withExecutor(runner) { runner in
            let id = try await fixture.launch(flow)
            #expect(try await fixture.ended(id).state == .failed)
            try await fixture.post(.command(.restart), to: id)
            let ended = try await fixture.wait(for: id) { $0.state == .success }
            #expect(ended.attempts("two") == [.failed, .success])
            #expect(runner.jobs.map(\.task.id) == ["one", "two", "two"])
        }
    }

    @Test func `a subflow is made, waited for, and its outputs are taken`() async throws {
        try await fixture.deploy(
            Self.flow(
                "child",
                """
                inputs:
                  - {id: number, type: INT}
                labels: {own: child}
                outputs:
                  - {id: double, type: INT, value: "{{ inputs.number * 2 }}"}
                tasks:
                  - {id: t, type: io.kestra.plugin.core.log.Log, message: "x"}
                """
            )
        )
        let flow = try await fixture.deploy(
            Self.flow(
                "parent",
                """
                labels: {from: parent}
                tasks:
                  - id: call
                    type: io.kestra.plugin.core.flow.Subflow
                    namespace: io.reeve.tests
                    flowId: child
                    inheritLabels: true
                    inputs: {number: 21}
                  - {id: t, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.call.outputs.double }}"}
                """
            )
        )
        try await withExecutor { _ in
            let id = try await fixture.launch(flow)
            let ended = try await fixture.ended(id)
            #expect(ended.state == .success && ended.output("t") == ["value": "42"])
            let child = try #require(ended.rows.iterations.first?.child)
            let made = try #require(try await fixture.load(child))
            #expect(made.record.trigger["variables"]?["executionId"] == .string(id.description))
            let labels = Set(made.rows.execution?.labels ?? [])
            #expect(labels.isSuperset(of: [ExecutionLabel("own", "child"), ExecutionLabel("from", "parent")]))
            #expect(labels.contains(ExecutionLabel("system.correlationId", id.description)))
        }
    }

    @Test func `a loop runs an execution for each value`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "loop",
                """
                inputs:
                  - {id: prefix, type: STRING, defaults: p}
                tasks:
                  - id: each
                    type: io.kestra.plugin.core.flow.Loop
                    values: ["a", "b", "c"]
                    concurrencyLimit: 0
                    tasks:
                      - {id: t, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.prefix }}{{ item.index }}{{ item.value }}"}
                """
            )
        )
        try await withExecutor { runner in
            let ended = try await fixture.ended(try await fixture.launch(flow))
            #expect(ended.state == .success)
            let values = try await ended.rows.iterations.asyncMap { iteration in
                try await fixture.load(try #require(iteration.child))?.output("t")?["value"]?.string
            }
            #expect(values == ["p0a", "p1b", "p2c"])
        }
    }

    @Test func `so many executions of a flow run at once as it says, the others wait their turn`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "limited",
                """
                concurrency: {limit: 1, behavior: QUEUE}
                tasks:
                  - {id: t, type: io.kestra.plugin.core.debug.Return, format: x}
                """
            )
        )
        try await withExecutor(ScriptedRunner { _ in .hold }) { runner in
            var ids: [ExecutionID] = []
            for _ in 0..<4 { ids.append(try await fixture.launch(flow)) }
            for count in 1...4 {
                let job = try await runner.submitted("t", count: count)[count - 1]
                #expect(runner.jobs.count == count)
                runner.end(job.key)
            }
            for id in ids { #expect(try await fixture.ended(id).state == .success) }
        }
    }

    @Test func `an execution is made in place of one that failed, if the flow says so`() async throws {
        let flow = try await fixture.deploy(
            Self.flow(
                "replaced",
                """
                retry: {type: constant, interval: PT0.1S, maxAttempts: 2, behavior: CREATE_NEW_EXECUTION}
                tasks:
                  - {id: t, type: io.kestra.plugin.core.execution.Fail}
                """
            )
        )
        try await withExecutor { runner in
            let id = try await fixture.launch(flow)
            #expect(try await fixture.ended(id).state == .retried)
            let jobs = try await runner.submitted("t", count: 2)
            let other = try #require(ExecutionID(jobs[1].key.execution))
            let ended = try await fixture.ended(other)
            #expect(other != id && ended.state == .failed && ended.record.originalID == id)
        }
    }

    @Test func `an execution is deleted with all there is of it`() async throws {
        let flow = try await fixture.deploy(
            Self.flow("gone", "tasks:\n  - {id: t, type: io.kestra.plugin.core.debug.Return, format: x}")
        )
        try await withExecutor { _ in
            let id = try await fixture.launch(flow)
            try await fixture.ended(id)
            let changes = fixture.watch.changes(of: id, in: fixture.acme)
            try await fixture.post(.delete(withLogs: true), to: id)
            for _ in 0..<100 where try await fixture.load(id) != nil { await changes.next(within: .milliseconds(50)) }
            #expect(try await fixture.load(id) == nil)
        }
    }
}

extension Sequence {
    func asyncMap<Result>(_ body: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
