import JSON
import Testing

@testable import Flows

@Suite("Reading flows")
struct FlowReaderTests {
    private func read(_ text: String) -> FlowReading { FlowReader().read(Array(text.utf8)) }

    private func problems(_ text: String) -> [String] { read(text).problems.map(\.description) }

    private let head = "id: f\nnamespace: company.team\ntasks:\n  - id: t\n    type: io.kestra.plugin.core.log.Log\n"

    @Test func `keeps the source byte for byte`() throws {
        let source = "# ✓ a comment\r\n" + head + "    message: 'é' \n\n\n"
        #expect(try #require(read(source).flow).source.utf8.elementsEqual(source.utf8))
    }

    @Test func `needs an identifier, a namespace and tasks`() {
        #expect(
            problems("description: x\n") == [
                "line 1, column 1: `id`: `id` is required",
                "line 1, column 1: `namespace`: `namespace` is required",
                "line 1, column 1: `tasks`: `tasks` is required",
            ]
        )
    }

    @Test(arguments: ["", "# only a comment\n", "---\n...\n"]) func `refuses an empty document`(_ text: String) {
        #expect(read(text).flow == nil)
        #expect(read(text).errors.count == 1 || read(text).errors.count == 3)
    }

    @Test func `refuses a second document`() {
        #expect(problems(head + "    message: a\n---\nid: b\n").map { $0.contains("found another") } == [true])
    }

    @Test(arguments: [
        "my#flow", "-a", ".a", "a b", "a/b", "é", String(repeating: "a", count: 101),
    ]) func `refuses an identifier`(_ id: String) {
        let reading = read("id: \"\(id)\"\nnamespace: a\ntasks: [{id: t, type: io.kestra.plugin.core.debug.Return}]\n")
        #expect(reading.flow == nil)
        #expect(reading.errors.map(\.path) == ["id"])
    }

    @Test(arguments: ["A", "a.B", "a..b", "a.", ".a", "a$b", "_a", String(repeating: "a", count: 151)])
    func `refuses a namespace`(_ namespace: String) {
        let reading = read(
            "id: a\nnamespace: \"\(namespace)\"\ntasks: [{id: t, type: io.kestra.plugin.core.debug.Return}]\n"
        )
        #expect(reading.errors.map(\.path) == ["namespace"])
    }

    @Test func `proposes names for unknown types and properties`() {
        let text = """
            id: f
            namespace: company.team
            task: []
            tasks:
              - id: a
                type: io.kestra.plugin.core.log.Logg
              - id: b
                type: io.kestra.plugin.core.log.Log
                mesage: hello
              - id: c
                type: io.kestra.plugin.core.trigger.Schedule
            """
        #expect(
            problems(text) == [
                "line 6, column 11: `tasks[0].type`: unknown type `io.kestra.plugin.core.log.Logg`;"
                    + " did you mean `io.kestra.plugin.core.log.Log`?",
                "line 9, column 5: `tasks[1].mesage`: unknown property `mesage` of `io.kestra.plugin.core.log.Log`;"
                    + " did you mean `message`?",
                "line 7, column 5: `tasks[1].message`: `message` is required",
                "line 11, column 11: `tasks[2].type`: expected a type of tasks, found"
                    + " `io.kestra.plugin.core.trigger.Schedule`, a type of triggers",
                "line 3, column 1: `task`: unknown property `task`; did you mean `tasks`?",
            ]
        )
    }

    @Test func `takes former names for current ones and warns`() throws {
        let text = """
            id: f
            namespace: company.team
            tasks:
              - id: a
                type: io.kestra.core.tasks.log.Log
                message: hello
                runIf: "{{ true }}"
                retry:
                  type: constant
                  interval: PT1S
                  maxAttempt: 3
            checks:
              - condition: "{{ true }}"
                message: no
            workerGroup:
              key: big
            """
        let reading = read(text)
        let flow = try #require(reading.flow)
        #expect(flow.tasks[0].type == "io.kestra.plugin.core.log.Log")
        #expect(flow.tasks[0].when == "{{ true }}")
        #expect(flow.tasks[0].retry == RetryPolicy(delay: .constant(interval: .seconds(1)), maxAttempts: 3))
        #expect(flow.checks.map(\.when) == ["{{ true }}"])
        #expect(flow.workerSelector == WorkerSelector(tags: ["big"], match: .all, fallback: .fail))
        #expect(
            Set(reading.warnings.map(\.path)) == [
                "tasks[0].type", "tasks[0].runIf", "tasks[0].retry.maxAttempt", "checks[0].condition", "workerGroup",
            ]
        )
        #expect(flow.deprecatedTasks.map(\.type) == ["io.kestra.core.tasks.log.Log"])
    }

    @Test func `gives tasks the defaults of their types`() throws {
        let text = """
            id: f
            namespace: company.team
            pluginDefaults:
              - type: io.kestra.plugin.core.log.Log
                values: {message: given, level: WARN}
              - type: io.kestra.plugin.core.log
                forced: true
                values: {logLevel: DEBUG}
            tasks:
              - id: a
                type: io.kestra.plugin.core.log.Log
                logLevel: INFO
              - id: b
                type: io.kestra.core.tasks.log.Log
                message: own
            """
        let tasks = try #require(read(text).flow).tasks
        #expect(tasks.map { $0.properties["message"]?.string } == ["given", "own"])
        #expect(tasks.map { $0.properties["level"]?.string } == ["WARN", "WARN"])
        #expect(tasks.map(\.logLevel) == [.debug, .debug])
    }

    @Test func `takes text for numbers only where it is rendered`() {
        let text = """
            id: f
            namespace: company.team
            tasks:
              - id: a
                type: io.kestra.plugin.core.flow.Parallel
                concurrent: "{{ 1 }}"
                tasks:
                  - id: b
                    type: io.kestra.plugin.core.execution.PurgeExecutions
                    endDate: "{{ now() }}"
                    batchSize: "{{ 10 }}"
                    purgeLog: "true"
                    purgeMetric: "{{ true }}"
            """
        #expect(
            problems(text) == [
                "line 6, column 17: `tasks[0].concurrent`: expected a whole number, found the text `{{ 1 }}`"
            ]
        )
    }

    @Test func `finds tasks that wait for each other`() {
        let text = """
            id: f
            namespace: company.team
            tasks:
              - id: d
                type: io.kestra.plugin.core.flow.Dag
                tasks:
                  - task: {id: a, type: io.kestra.plugin.core.debug.Return}
                    dependsOn: [x]
                  - task: {id: b, type: io.kestra.plugin.core.debug.Return}
                    dependsOn: [b]
            """
        #expect(
            problems(text) == [
                "line 4, column 5: `tasks[0]`: the task `a` waits for `x`, which is no task of the same `Dag`",
                "line 4, column 5: `tasks[0]`: cyclic dependency in the task `d`: `b`",
            ]
        )
    }

    @Test(arguments: [
        ("PT1S", true), ("PT0.25s", true), ("P1D", true), ("1s", false), ("-PT1S", false), ("P1M", false), ("", false),
        ("PT99999999999999999999S", false),
    ]) func `holds durations to ISO 8601`(_ text: String, _ isAccepted: Bool) {
        let reading = read(head + "    message: m\n    timeout: \"\(text)\"\n")
        #expect((reading.flow != nil) == isAccepted)
    }

    @Test func `keeps what contains a flow within bounds`() {
        let deep = String(repeating: "{tasks: [", count: 100) + String(repeating: "]}", count: 100)
        #expect(read("id: f\nnamespace: a\ntasks: [\(deep)]\n").errors.map(\.rule) == [.limit])
        let bomb = (0..<20).map { "a\($0): &a\($0) [\($0 == 0 ? "x" : "*a\($0 - 1), *a\($0 - 1), *a\($0 - 1)")]" }
        #expect(read(bomb.joined(separator: "\n")).errors.map(\.rule) == [.limit])
        #expect(read(String(repeating: "#", count: 1 << 21)).errors.map(\.rule) == [.limit])
        #expect(read("a: &a [*a]\n").errors.map(\.rule) == [.yaml])
    }

    @Test func `finds faults in templates by line and column`() {
        let text = """
            id: f
            namespace: company.team
            tasks:
              - id: a
                type: io.kestra.plugin.core.debug.Return
                format: "{{ task.id "
              - id: b
                type: io.kestra.plugin.core.debug.Return
                format: |
                  first
                    {{ 1 + }}
              - id: c
                type: io.kestra.plugin.core.output.OutputValues
                values:
                  x: [ok, {y: "{{ nothing( }}"}]
            """
        let errors = read(text).errors
        #expect(errors.map(\.path) == ["tasks[0].format", "tasks[1].format", "tasks[2].values.x[1].y"])
        #expect(errors.map(\.line) == [6, 11, 15])
        #expect(errors.map(\.rule) == [.expression, .expression, .expression])
    }

    @Test func `shows a flow under current names`() throws {
        let text = """
            id: f
            namespace: company.team
            labels: {a: 1}
            tasks:
              - id: s
                type: io.kestra.plugin.core.flow.Switch
                value: "{{ 1 }}"
                runIf: true
                timeout: PT90S
                cases:
                  x: [{id: c, type: io.kestra.plugin.core.debug.Return}]
                errors: [{id: e, type: io.kestra.plugin.core.debug.Return}]
            """
        let json = JSON.object(try #require(read(text).flow).json)
        let child = { (id: String) -> JSON in ["id": .string(id), "type": "io.kestra.plugin.core.debug.Return"] }
        let task: JSON = [
            "id": "s", "type": "io.kestra.plugin.core.flow.Switch", "value": "{{ 1 }}", "when": "true",
            "timeout": "PT1M30S", "cases": ["x": [child("c")]], "errors": [child("e")],
        ]
        #expect(json["tasks"] == [task])
        #expect(json["labels"] == [["key": "a", "value": "1"]])
    }

    @Test func `lists what templates can name`() throws {
        let text = """
            id: f
            namespace: company.team
            inputs: [{id: in-put, type: STRING}, {id: a.b, type: STRING}]
            variables: {v: 1}
            tasks:
              - id: one
                type: io.kestra.plugin.core.output.OutputValues
                values: {x: 1}
              - id: two-2
                type: io.kestra.plugin.core.debug.Return
            """
        let flow = try #require(read(text).flow)
        let all = FlowExpressions(of: flow)
        #expect(all.taskOutputs == ["outputs.one.values", "outputs['two-2'].value"])
        #expect(all.inputs == ["inputs['in-put']", "inputs.a.b"])
        #expect(all.variables == ["vars.v"])
        #expect(FlowExpressions(of: flow, before: "two-2").taskOutputs == ["outputs.one.values"])
    }

    private func time(_ text: String) -> Duration {
        let bytes = Array(text.utf8)
        return ContinuousClock().measure { _ = FlowReader().read(bytes) }
    }

    @Test func `takes time in proportion to the size, whatever is in it`() {
        let type = "io.kestra.plugin.core.debug.Return"
        let start = "id: f\nnamespace: a\ntasks:\n"
        let dag = "  - id: d\n    type: io.kestra.plugin.core.flow.Dag\n    tasks:\n"
        let ring = (0..<8000).map {
            "    - {task: {id: t\($0), type: \(type)}, dependsOn: [t\(($0 + 1) % 8000)]}\n"
        }
        let defaults = (0..<90).map { number in
            "  - {type: \(type), values: {"
                + (0..<90).map { "k\(number)_\($0): 1" }.joined(separator: ", ") + "}}\n"
        }
        let hostile = [
            start + (0..<15_000).map { "  - {id: t\($0), type: \(type)}\n" }.joined(),
            start + (0..<15_000).map { "  - {id: t\($0), typ: \(type)}\n" }.joined(),
            start + "  - {id: t, type: \(type), " + (0..<45_000).map { "p\($0): 1" }.joined(separator: ", ") + "}\n",
            start + (0..<8000).map { "  - {id: t\($0), type: \(type), format: '{{ x '}\n" }.joined(),
            start + (0..<8000).map { "  - id: t\($0)\n    type: \(type)\n    format: |\n      {{ x\n" }.joined(),
            start + dag + ring.joined(),
            "pluginDefaults:\n" + defaults.joined() + start
                + (0..<5000).map { "  - {id: t\($0), type: \(type)}\n" }.joined(),
            "labels: {" + (0..<45_000).map { "A\($0): 1" }.joined(separator: ", ") + "}\n" + start,
        ]
        for text in hostile {
            #expect(text.utf8.count < 1 << 20)
            #expect(time(text) < .seconds(20), "\(text.prefix(200))")
        }
    }
}
