import Crypto
import Daemon
import Flows
import JSON
import Postgres
import Tenancy
import Testbed
import Testing
import WorkerProtocol

@testable import Executor

@Suite("When an executor or the database fails", .database)
struct RecoveryTests {
    let fixture: EngineFixture
    init() async throws { fixture = try await EngineFixture() }

    private static let twoTasks = """
        id: two-tasks
        namespace: io.reeve.tests
        tasks:
          - {id: one, type: io.kestra.plugin.core.debug.Return, format: x}
          - {id: two, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.one.value }}y"}
        """

    /// Works as whoever has the database in hand.
    private func asOwner(_ sql: SQL) async throws {
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.user = "postgres"
        let owner = Database(configuration: configuration, group: fixture.group)
        try await owner.transaction { tx in _ = try await tx.query(sql) }
        await owner.close()
    }

    private func scriptAsOwner(_ text: String) async throws {
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.user = "postgres"
        let owner = Database(configuration: configuration, group: fixture.group)
        try await owner.runScript(text)
        await owner.close()
    }

    /// Waits for a condition that nobody signals, ten seconds at most.
    private func until(_ condition: () async throws -> Bool) async throws {
        let signal = Signal()
        for _ in 0..<500 {
            if try await condition() { return }
            _ = await signal.wait(for: .milliseconds(20))
        }
        throw EngineFault("what was waited for did not come about")
    }

    @Test func `another executor takes up what one leaves that is gone, and repeats only what was not acknowledged`()
        async throws
    {
        let flow = try await fixture.deploy(Self.twoTasks)
        let lost = try fixture.anotherDatabase()
        let first = ScriptedRunner { $0.task.id == "two" ? .hold : .work }
        let gone = try fixture.start(first, on: lost) { $0.lease = .seconds(3) }
        let ids = try await (0..<20).asyncMap { _ in try await fixture.launch(flow) }
        let held = try await first.submitted("two", count: ids.count)
        // Nothing that it does reaches the database any more.
        await lost.close()

        let second = ScriptedRunner()
        let other = try fixture.start(second) { $0.lease = .seconds(3) }
        for id in ids {
            let ended = try await fixture.ended(id, seconds: 20)
            #expect(ended.state == .success && ended.output("two") == ["value": "xy"])
            #expect(ended.attempts("one") == [.success] && ended.attempts("two") == [.resubmitted, .success])
        }
        #expect(second.jobs.count == ids.count && second.jobs.allSatisfy { $0.task.id == "two" && $0.attempt == 2 })
        for job in held { first.end(job.key, JobEnd(.failed("too late"))) }
        try await gone.stop()
        for id in ids { #expect(try await fixture.load(id)?.state == .success) }
        try await other.stop()
    }

    @Test func `an executor whose shards were given to another writes nothing any more`() async throws {
        let flow = try await fixture.deploy(Self.twoTasks)
        let runner = ScriptedRunner()
        // It does not look after its leases for a while, so that only the database can tell it.
        let running = try fixture.start(runner) { $0.lease = .seconds(600) }
        try await fixture.ended(try await fixture.launch(flow))
        let before = runner.jobs.count

        try await asOwner(
            """
            update reeve.executor_shard
            set holder = gen_random_uuid(), term = term + 1, expires_at = now() + interval '1 hour'
            """
        )
        let id = try await fixture.launch(flow)
        let failures = fixture.metrics.counter(
            "reeve_executor_failures_total",
            "What the executor could not do, by what it was.",
            labels: ["failure"]
        )
        try await until { failures.value(["lease_lost"]) > 0 }
        #expect(try await fixture.load(id)?.state == .created && runner.jobs.count == before)

        try await running.stop()
        try await asOwner("update reeve.executor_shard set expires_at = now() - interval '1 second'")
        let next = try fixture.start(ScriptedRunner())
        #expect(try await fixture.ended(id).state == .success)
        try await next.stop()
    }

    @Test func `a stop hands the shards back, so that another executor need not wait`() async throws {
        let flow = try await fixture.deploy(Self.twoTasks)
        let first = try fixture.start(ScriptedRunner()) { $0.lease = .seconds(600) }
        try await fixture.ended(try await fixture.launch(flow))
        try await first.stop()
        let second = try fixture.start(ScriptedRunner()) { $0.lease = .seconds(600) }
        #expect(try await fixture.ended(try await fixture.launch(flow)).state == .success)
        try await second.stop()
    }

    @Test func `who is alone takes at once what one held that died`() async throws {
        let flow = try await fixture.deploy(Self.twoTasks)
        let lost = try fixture.anotherDatabase()
        let first = ScriptedRunner { _ in .hold }
        let gone = try fixture.start(first, on: lost) { $0.lease = .seconds(600) }
        let id = try await fixture.launch(flow)
        _ = try await first.submitted("one")
        await lost.close()
        let next = try fixture.start(ScriptedRunner()) {
            $0.lease = .seconds(600)
            $0.isAlone = true
        }
        let ended = try await fixture.ended(id)
        #expect(ended.state == .success && ended.attempts("one") == [.resubmitted, .success])
        try await next.stop()
        try await gone.stop()
    }

    @Test func `a stop waits for the jobs that run, and begins no others`() async throws {
        let flow = try await fixture.deploy(Self.twoTasks)
        let runner = ScriptedRunner { $0.task.id == "one" ? .hold : .work }
        let running = try fixture.start(runner) { $0.drain = .seconds(10) }
        let id = try await fixture.launch(flow)
        let job = try await runner.submitted("one")[0]
        let stop = Task { try await running.stop() }
        runner.end(job.key, JobEnd(.success, outputs: ["value": "x"]))
        try await stop.value
        let left = try #require(try await fixture.load(id))
        #expect(left.states("one") == [.success])

        let next = ScriptedRunner()
        let second = try fixture.start(next)
        let ended = try await fixture.ended(id)
        #expect(ended.state == .success && ended.attempts("one") == [.success])
        #expect(next.jobs.allSatisfy { $0.task.id == "two" })
        try await second.stop()
    }

    @Test func `connections that are cut in the middle lose nothing and repeat nothing`() async throws {
        let flow = try await fixture.deploy(Self.twoTasks)
        let runner = ScriptedRunner()
        let running = try fixture.start(runner)
        var ids: [ExecutionID] = []
        for _ in 0..<10 {
            for _ in 0..<5 { ids.append(try await fixture.launch(flow)) }
            try await asOwner(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and usename = 'reeve_app'
                """
            )
        }
        for id in ids {
            let ended = try await fixture.ended(id)
            #expect(ended.state == .success && ended.output("two") == ["value": "xy"])
        }
        let keys = runner.jobs.map(\.key)
        #expect(Set(keys).count == keys.count && keys.count >= 2 * ids.count)
        try await running.stop()
    }

    @Test func `an execution that the database refuses holds up no other`() async throws {
        let flow = try await fixture.deploy(Self.twoTasks)
        let refused = try await fixture.launch(flow, ExecutionRequest(labels: [ExecutionLabel("is", "refused")]))
        let number = Int32(refused.shard)
        // Whatever is written of it, and of no other of its shard.
        let uuid = try #require(UUID(bytes: refused.postgresUUIDBytes))
        try await scriptAsOwner(
            """
            alter table reeve.task_run add constraint refused
            check (execution_id <> '\(uuid)' or state <> 'SUCCESS') not valid
            """
        )
        var others: [ExecutionID] = []
        while others.count < 3 {
            let id = try await fixture.launch(flow)
            if Int32(id.shard) == number { others.append(id) }
        }
        let running = try fixture.start(ScriptedRunner())
        for id in others { #expect(try await fixture.ended(id).state == .success) }
        let ended = try await fixture.ended(refused)
        #expect(ended.state == .killed && ended.states("one") == [.killed])
        #expect(try await fixture.log(refused).contains { $0.contains("cannot be written") })
        try await running.stop()
    }

    @Test func `what an execution waits for is asked again: an execution that was not made, a question, a job`()
        async throws
    {
        try await fixture.deploy(Self.twoTasks)
        let flow = try await fixture.deploy(
            """
            id: asks
            namespace: io.reeve.tests
            tasks:
              - id: all
                type: io.kestra.plugin.core.flow.Parallel
                tasks:
                  - {id: child, type: io.kestra.plugin.core.flow.Subflow, namespace: io.reeve.tests, flowId: two-tasks}
                  - {id: decided, type: io.kestra.plugin.core.debug.Return, when: "{{ flow.id == 'asks' }}", format: x}
                  - {id: job, type: io.kestra.plugin.core.debug.Return, format: x}
            """
        )
        // As it is when an executor goes right after its commit, with nothing begun of what follows from it.
        let deployed = try await fixture.run { tenant, tx in
            try await fixture.plans.flow(flow, revision: nil, in: tenant, tx)
        }
        let made = try fixture.launcher.make(deployed, ExecutionRequest(), in: fixture.acme)
        var state = try ExecutionState(deployed.plan, rows: made.rows)
        _ = state.apply(ExecutionEvent(.begin, at: SystemClock().milliseconds))
        let left = NewExecution(made.record, deployed.plan, rows: state.rows)
        try await fixture.run { tenant, tx in
            try await fixture.executions.create([left], posting: nil, in: tenant, tx)
        }
        let running = try fixture.start(ScriptedRunner())
        let ended = try await fixture.ended(made.record.id)
        #expect(ended.state == .success && ended.attempts("job") == [.resubmitted, .success])
        #expect(ended.states("decided") == [.success] && ended.states("child") == [.success])
        try await running.stop()
    }
}
