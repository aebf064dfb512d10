import JSON
import Testing
import WorkerProtocol
import YAML

@testable import Worker

/// What holds for every task type.
@Suite("Task types")
struct TaskTypeTests {
    /// What tasks have beside the properties of their types.
    private static let common: Set<String> = ["id", "type", "logLevel", "timeout", "when", "retry", "tasks"]

    private let fixture: WorkerFixture
    init() throws { fixture = try WorkerFixture() }

    @Test(arguments: TaskRegistry.core.all.map { type(of: $0).name })
    func `do what their examples say`(_ name: String) async throws {
        let type = try #require(TaskRegistry.core[name])
        let example = Swift.type(of: type).example
        let flow = try YAML.document(Array(example.flow.utf8))
        #expect(example.flow.contains(name))
        let tasks = flow["tasks"]?.array ?? []
        var ends = example.ends
        var number: Int32 = 0
        for task in tasks {
            guard let inner = task["tasks"]?.array else {
                number += 1
                try await run(task, in: flow, example, number, ends.removeFirst())
                continue
            }
            number += 1
            let directory = "run-\(number)"
            let opening = job(task, in: flow, example, number, work: .openDirectory)
            #expect(await fixture.run(opening).end == JobEnd(.success))
            for task in inner {
                number += 1
                try await run(task, in: flow, example, number, directory: directory, ends.removeFirst())
            }
            number += 1
            let closing = job(task, in: flow, example, number, work: .closeDirectory, directory: directory)
            #expect(await fixture.run(closing).end == JobEnd(.success))
        }
        #expect(ends.isEmpty)
    }

    private func run(
        _ task: JSON,
        in flow: JSON,
        _ example: TaskExample,
        _ number: Int32,
        directory: String? = nil,
        _ expected: TaskExample.End
    ) async throws {
        let job = job(task, in: flow, example, number, directory: directory)
        fixture.submit(job)
        // Tasks that wait are woken until they have ended.
        let (key, sleeps, recorder) = (job.key, fixture.sleeps, fixture.recorder)
        while recorder.reports(key).last?.end == nil {
            sleeps.wake()
            await Task.yield()
        }
        let reports = recorder.reports(key)
        let end = try #require(reports.last?.end)
        let lines = reports.flatMap(\.lines)
        #expect(task["id"]?.string == expected.task)
        #expect(lines.map(\.message) == expected.log.map(\.message))
        #expect(lines.map(\.level) == expected.log.map(\.level))
        #expect(end.outputs == expected.outputs)
        switch end.outcome {
        case .success: #expect(expected.outcome == "success")
        case .warning: #expect(expected.outcome == "warning")
        case .failed(let reason):
            #expect(expected.outcome == "failed")
            #expect(reason == expected.log.last?.message)
        default: Issue.record("\(end.outcome)")
        }
    }

    private func job(
        _ task: JSON,
        in flow: JSON,
        _ example: TaskExample,
        _ number: Int32,
        work: TaskJob.Work = .run,
        directory: String? = nil
    ) -> TaskJob {
        let properties = (task.object?.members ?? []).filter { !Self.common.contains($0.name) }
        let variables: JSONObject = [
            "flow": ["id": flow["id"] ?? .null, "namespace": flow["namespace"] ?? .null],
            "execution": ["id": "execution"],
            "task": ["id": task["id"] ?? .null, "type": task["type"] ?? .null],
            "inputs": .object(example.inputs),
        ]
        var job = WorkerFixture.job("", number: number, work: work, directory: directory)
        job.task = TaskSpecification(
            id: task["id"]?.string ?? "",
            type: task["type"]?.string ?? "",
            properties: JSONObject(properties.map { ($0.name, $0.value) }),
            logLevel: task["logLevel"]?.string
        )
        job.variables = JobVariables(variables, secretPaths: example.secretInputs.map { ["inputs", $0] })
        return job
    }

    @Test func `that no worker runs fail with a sentence`() async throws {
        let (end, lines) = await fixture.run(WorkerFixture.job("log.Fetch"))
        let message = "no worker runs tasks of the type `io.kestra.plugin.core.log.Fetch`"
        #expect(end == JobEnd(.failed(message)))
        #expect(lines.map(\.message) == [message])
        #expect(lines.map(\.level) == [.error])
    }

    @Test(
        arguments: [
            ("log.Log", [:], "`message` is required, and was not given"),
            (
                "log.Log", ["message": "{{ nothing }}"],
                "`message`: line 1, column 4: the variable `nothing` is not defined"
            ),
            (
                "log.Log", ["message": "x", "level": "LOUD"],
                "`level`: expected one of `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR`, found `LOUD`"
            ),
            ("output.OutputValues", ["values": [1]], "`values`: expected a mapping, found a list"),
            (
                "output.OutputValues", ["values": "{"],
                "`values`: expected a mapping, found text that is no JSON: "
            ),
            (
                "debug.Return", ["format": "{{ secret('NONE') }}"],
                "`format`: line 1, column 4: there is no secret `NONE`"
            ),
            (
                "debug.Return", ["format": "{{ 1 | jq('.') }}"],
                "`format`: line 1, column 8: filter `jq` is not available here"
            ),
            ("execution.Assert", ["conditions": "x"], "`conditions`: expected a list of conditions"),
            ("templating.TemplatedTask", ["spec": "[1]"], "`spec`: expected the declaration of a task, found a list"),
            ("templating.TemplatedTask", ["spec": "message: x"], "`spec`: the task has no `type`"),
            (
                "templating.TemplatedTask", ["spec": "type: io.kestra.plugin.core.templating.TemplatedTask"],
                "`spec`: a templated task cannot declare another one"
            ),
            ("storage.LocalFiles", [:], "there is no working directory: the task belongs into a `WorkingDirectory`"),
        ] as [(String, JSONObject, String)]
    )
    func `name the property that is wrong`(_ type: String, _ properties: JSONObject, _ message: String) async {
        let (end, lines) = await fixture.run(WorkerFixture.job(type, properties))
        guard case .failed(let reason) = end.outcome else {
            Issue.record("\(end)")
            return
        }
        #expect(reason.hasPrefix(message))
        #expect(lines.last?.level == .error)
        #expect(lines.last?.message == reason)
    }

    @Test func `ask the executor for what they want done`() async {
        let inputs: JSONObject = ["n": "{{ 1 + 1 }}"]
        let resume = WorkerFixture.job("execution.Resume", ["executionId": "x", "inputs": .object(inputs)])
        #expect(await fixture.run(resume).end.requests == [.resumeExecution("x", inputs: ["n": "2"])])
        let kill = WorkerFixture.job("execution.Kill", ["executionId": "{{ 'y' }}"], number: 2)
        #expect(await fixture.run(kill).end.requests == [.killExecution("y", cascade: true)])
    }
}
