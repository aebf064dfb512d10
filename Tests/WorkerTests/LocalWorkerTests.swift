import Expressions
import JSON
import Synchronization
import Testing
import WorkerProtocol

@testable import Worker

@Suite("A worker in this process")
struct LocalWorkerTests {
    private func sleep(_ number: Int32, tenant: String = "tenant") -> TaskJob {
        WorkerFixture.job("flow.Sleep", ["duration": "PT1H"], number: number, tenant: tenant)
    }

    @Test func `reports the start, the log and one end, in order`() async throws {
        let fixture = try WorkerFixture()
        let job = WorkerFixture.job("log.Log", ["message": ["a", "b"]])
        fixture.submit(job)
        _ = await fixture.recorder.end(job.key)
        let line = { JobLogLine(at: 1_800_000_000_000, level: .info, message: $0, attempt: 1) }
        #expect(
            fixture.recorder.reports(job.key) == [
                .started(worker: "worker"), .logged([line("a"), line("b")]), .finished(JobEnd(.success)),
            ]
        )
    }

    @Test func `runs no more jobs at once than it may, and of a tenant no more than its share`() async throws {
        var configuration = WorkerConfiguration()
        (configuration.maximumJobs, configuration.maximumJobsOfTenant) = (5, 3)
        let fixture = try WorkerFixture(configuration)
        for number in 1...10 { fixture.submit(sleep(Int32(number), tenant: "greedy")) }
        await fixture.sleeping(3)
        #expect(fixture.worker.load == (7, 3))
        for number in 11...14 { fixture.submit(sleep(Int32(number), tenant: "other")) }
        await fixture.sleeping(5)
        #expect(fixture.worker.load == (9, 5))
        fixture.sleeps.wake()
        // Both tenants go on by turns.
        await fixture.recorder.wait { reports in reports.values.count { $0.last?.end != nil } == 5 }
        await fixture.sleeping(5)
        let begun = (11...14).count { number in
            !fixture.recorder.reports(sleep(Int32(number), tenant: "other").key).isEmpty
        }
        #expect(begun == 4)
        while fixture.worker.load.running > 0 {
            fixture.sleeps.wake()
            await Task.yield()
        }
        #expect(fixture.worker.load == (0, 0))
    }

    @Test func `ends a job that waits, and one that sleeps`() async throws {
        var configuration = WorkerConfiguration()
        configuration.maximumJobs = 1
        let fixture = try WorkerFixture(configuration)
        let (first, second) = (sleep(1), sleep(2))
        fixture.submit(first)
        fixture.submit(second)
        await fixture.sleeping(1)
        fixture.worker.cancel(second.key)
        #expect(fixture.recorder.reports(second.key) == [.finished(JobEnd(.killed))])
        fixture.worker.cancel(first.key)
        #expect(await fixture.recorder.end(first.key) == JobEnd(.killed))
        #expect(fixture.worker.load == (0, 0))
    }

    @Test func `ends a job that computes, long before its time is over`() async throws {
        var configuration = WorkerConfiguration()
        configuration.evaluationTime = .seconds(600)
        let fixture = try WorkerFixture(configuration, secrets: ["x": "y"])
        // Asking for the secret tells that the evaluation has begun; it is then done again, and computes.
        let loop = "{% for i in range(0, 900) %}{% for j in range(0, 90) %}{{ i * j }}{% endfor %}{% endfor %}"
        let job = WorkerFixture.job("debug.Return", ["format": .string("{{ secret('x') }}" + loop)])
        fixture.submit(job)
        await fixture.recorder.wait { $0[job.key]?.isEmpty == false }
        fixture.worker.cancel(job.key)
        #expect(await fixture.recorder.end(job.key) == JobEnd(.killed))
    }

    @Test func `ends an evaluation that takes too long`() async throws {
        var configuration = WorkerConfiguration()
        configuration.evaluationTime = .milliseconds(1)
        let fixture = try WorkerFixture(configuration)
        let loop = "{% for i in range(0, 900) %}{% for j in range(0, 90) %}{{ i * j }}{% endfor %}{% endfor %}"
        let (end, _) = await fixture.run(WorkerFixture.job("debug.Return", ["format": .string(loop)]))
        guard case .failed(let reason) = end.outcome else {
            Issue.record("\(end)")
            return
        }
        #expect(reason.contains("the evaluation takes too long"))
    }

    @Test func `evaluates for others while one tenant has long templates`() async throws {
        var configuration = WorkerConfiguration()
        (configuration.threads, configuration.evaluationTime) = (2, .seconds(600))
        let fixture = try WorkerFixture(configuration)
        let loop = "{% for i in range(0, 90000) %}{% set x = i %}{% endfor %}"
        var long: [TaskJob] = []
        for number in 1...20 {
            let job = WorkerFixture.job("debug.Return", ["format": .string(loop)], number: Int32(number), tenant: "a")
            fixture.submit(job)
            long.append(job)
        }
        let short = WorkerFixture.job("debug.Return", ["format": "{{ 1 + 1 }}"], number: 21, tenant: "b")
        #expect(await fixture.run(short).end.outputs == ["value": "2"])
        // Most of the others still wait.
        #expect(long.count { fixture.recorder.reports($0.key).last?.end == nil } > 10)
        for job in long { fixture.worker.cancel(job.key) }
        for job in long { _ = await fixture.recorder.end(job.key) }
    }

    @Test func `answers twice if it is told twice, and does it once`() async throws {
        let fixture = try WorkerFixture()
        let (job, other) = (sleep(1), Recorder())
        fixture.submit(job)
        fixture.worker.submit(job, report: other.report(job.key))
        #expect(other.reports(job.key) == [.finished(JobEnd(.lost))])
        await fixture.sleeping(1)
        fixture.sleeps.wake()
        #expect(await fixture.recorder.end(job.key) == JobEnd(.success))
    }

    @Test func `refuses what is too much to wait`() async throws {
        var configuration = WorkerConfiguration()
        (configuration.maximumJobs, configuration.maximumWaiting) = (1, 1)
        let fixture = try WorkerFixture(configuration)
        fixture.submit(sleep(1))
        await fixture.sleeping(1)
        fixture.submit(sleep(2))
        fixture.submit(sleep(3))
        #expect(
            fixture.recorder.reports(sleep(3).key) == [
                .finished(JobEnd(.failed("1 jobs wait for the worker already")))
            ]
        )
        for number in 1...2 { fixture.worker.cancel(sleep(Int32(number)).key) }
        await fixture.worker.stop()
    }

    @Test func `fails a job whose outputs are too large`() async throws {
        let fixture = try WorkerFixture()
        let text = String(repeating: "x", count: 1 << 20)
        let (end, lines) = await fixture.run(WorkerFixture.job("debug.Return", ["format": .string(text)]))
        let message = "the outputs take \((1 << 20) + 12) bytes, more than 1048576"
        #expect(end == JobEnd(.failed(message)))
        #expect(lines.map(\.message) == [message])
    }

    @Test func `keeps what fails short`() async throws {
        let fixture = try WorkerFixture()
        let text = String(repeating: "é", count: 100_000)
        let (end, lines) = await fixture.run(WorkerFixture.job("execution.Fail", ["errorMessage": .string(text)]))
        guard case .failed(let reason) = end.outcome else {
            Issue.record("\(end)")
            return
        }
        #expect(reason.utf8.count < 5000)
        #expect(lines.allSatisfy { $0.message.utf8.count < 33_000 })
    }

    @Test func `lets jobs end when it stops, and loses those that wait`() async throws {
        var configuration = WorkerConfiguration()
        configuration.maximumJobs = 1
        let fixture = try WorkerFixture(configuration)
        fixture.submit(sleep(1))
        fixture.submit(sleep(2))
        await fixture.sleeping(1)
        let stopping = Task { await fixture.worker.stop() }
        #expect(await fixture.recorder.end(sleep(2).key) == JobEnd(.lost))
        // The job, and the time that it is given.
        await fixture.sleeping(2)
        fixture.submit(sleep(3))
        #expect(fixture.recorder.reports(sleep(3).key) == [.finished(JobEnd(.lost))])
        fixture.sleeps.wake(.seconds(3600))
        await stopping.value
        #expect(fixture.recorder.reports(sleep(1).key).last == .finished(JobEnd(.success)))
    }

    @Test func `loses jobs that do not end in time`() async throws {
        let fixture = try WorkerFixture()
        fixture.submit(sleep(1))
        await fixture.sleeping(1)
        let stopping = Task { await fixture.worker.stop() }
        await fixture.sleeping(2)
        fixture.sleeps.wake(WorkerConfiguration().grace)
        await stopping.value
        #expect(fixture.recorder.reports(sleep(1).key).last == .finished(JobEnd(.lost)))
    }

    @Test func `stops as a service when it is cancelled`() async throws {
        let fixture = try WorkerFixture()
        fixture.submit(sleep(1))
        await fixture.sleeping(1)
        let service = Task { try await fixture.worker.run() }
        service.cancel()
        await fixture.sleeping(2)
        fixture.sleeps.wake(.seconds(3600))
        try await service.value
        #expect(fixture.worker.load == (0, 0))
    }

    @Test func `ends every job exactly once, whatever is cancelled when`() async throws {
        var configuration = WorkerConfiguration()
        (configuration.maximumJobs, configuration.maximumJobsOfTenant) = (8, 4)
        let fixture = try WorkerFixture(configuration)
        let jobs = (1...400).map { number in
            WorkerFixture.job(
                number % 3 == 0 ? "flow.Sleep" : "debug.Return",
                ["duration": "PT1H", "format": "{{ 1 + 1 }}"],
                number: Int32(number),
                tenant: "t\(number % 5)"
            )
        }
        await withTaskGroup(of: Void.self) { group in
            for (index, job) in jobs.enumerated() {
                group.addTask {
                    fixture.submit(job)
                    if index % 2 == 0 { await Task.yield() }
                    if index % 3 == 0 || index % 7 == 2 { fixture.worker.cancel(job.key) }
                }
            }
        }
        while fixture.worker.load != (0, 0) {
            fixture.sleeps.wake()
            await Task.yield()
        }
        for job in jobs {
            _ = await fixture.recorder.end(job.key)
            let reports = fixture.recorder.reports(job.key)
            #expect(reports.count { $0.end != nil } == 1)
            #expect(reports.last?.end != nil)
        }
    }
}
