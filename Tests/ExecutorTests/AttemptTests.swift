import Testing

@testable import Executor

@Suite("Attempts: retries, timeouts, lost workers, fences")
struct AttemptTests {
    private func task(_ retry: RetryPlan?, timeout: Int64? = nil) -> TaskDeclaration {
        var task = TaskDeclaration("a")
        task.retry = retry
        task.timeout = timeout.map { .literal($0) }
        return task
    }

    @Test func `the first attempt counts`() throws {
        var it = try Transcript([task(RetryPlan(delay: .constant(10), maxAttempts: 2))])
        it.tell(.begin)
        #expect(try it.end("a", .failed("no")) == ["report a worker(\"no\")", "timer a retry 10"])
        #expect(it.state.state == .running)
        #expect(it.tell(.timer(try it.timer("a", .retry))) == ["submit a"])
        #expect(try it.end("a", .failed("no")) == ["report a worker(\"no\")", "FAILED"])
        #expect(it.state.attempts.map(\.state) == [.failed, .failed])
    }

    @Test func `each delay is longer by the factor, up to the limit`() {
        let plan = RetryPlan(delay: .exponential(interval: 100, limit: 500, factor: 2))
        let delays = (1...5).map { plan.nextAttempt(after: Int64($0), since: 0, at: 0, entropy: 0) }
        #expect(delays == [100, 200, 400, 500, 500])
    }

    @Test func `a random delay is taken from the number that comes with the event`() {
        let plan = RetryPlan(delay: .random(10, 20))
        #expect(plan.nextAttempt(after: 1, since: 0, at: 0, entropy: 0) == 10)
        #expect(plan.nextAttempt(after: 1, since: 0, at: 0, entropy: 10) == 20)
        #expect(plan.nextAttempt(after: 1, since: 0, at: 0, entropy: 11) == 10)
    }

    @Test func `no attempt begins after the greatest duration`() {
        let plan = RetryPlan(delay: .constant(10), maxDuration: 25)
        #expect(plan.nextAttempt(after: 2, since: 0, at: 15, entropy: 0) == 25)
        #expect(plan.nextAttempt(after: 2, since: 0, at: 16, entropy: 0) == nil)
    }

    @Test(arguments: [Int64.max, Int64.min, -1])
    func `delays and instants out of all bounds do not overflow`(_ extreme: Int64) {
        for delay in [
            RetryPlan.Delay.constant(extreme), .exponential(interval: extreme, limit: extreme, factor: 1e300),
            .random(extreme, extreme),
        ] {
            let plan = RetryPlan(delay: delay, maxDuration: extreme)
            _ = plan.nextAttempt(after: 1_000_000, since: extreme, at: extreme, entropy: .max)
        }
    }

    @Test func `success after a retry is a warning where that is asked for`() throws {
        var it = try Transcript([task(RetryPlan(delay: .constant(10), maxAttempts: 2, warningOnRetry: true))])
        it.tell(.begin)
        try it.end("a", .failed("no"))
        it.tell(.timer(try it.timer("a", .retry)))
        #expect(try it.end("a") == ["WARNING"])
    }

    @Test func `the policy of the task goes before that of the task around it, and that before the flow's`() throws {
        var outer = TaskDeclaration("s", .sequential([task(nil)]))
        outer.retry = RetryPlan(delay: .constant(20))
        var flow = PlanDeclaration([outer, TaskDeclaration("z")])
        flow.retry = RetryPlan(delay: .constant(30))
        var it = try Transcript(flow)
        it.tell(.begin)
        #expect(try it.end("a", .failed("no")).last == "timer a retry 20")
        it = try Transcript(
            {
                var flow = PlanDeclaration([task(nil)])
                flow.retry = RetryPlan(delay: .constant(30))
                return flow
            }()
        )
        it.tell(.begin)
        #expect(try it.end("a", .failed("no")).suffix(2) == ["timer a retry 30", "RETRYING"])
        #expect(it.tell(.timer(try it.timer("a", .retry))) == ["submit a", "RUNNING"])
    }

    @Test func `a failed execution is replaced by another one as long as the policy of the flow says so`() throws {
        var flow = PlanDeclaration([task(nil)])
        flow.retry = RetryPlan(delay: .constant(30), maxAttempts: 2, createsExecution: true)
        var it = try Transcript(flow)
        it.tell(.begin)
        #expect(try it.end("a", .failed("no")).suffix(2) == ["RETRYING", "timer execution newExecution 30"])
        let timer = TimerID(taskRun: nil, token: it.state.token, purpose: .newExecution)
        #expect(it.tell(.timer(timer)) == ["start replacement 2", "RETRIED"])
        #expect(it.tell(.timer(timer)) == [])
        var second = Transcript(
            ExecutionState(it.state.plan, id: ExecutionID(1, 3), at: 0, attempt: 2, firstCreatedAt: 0)
        )
        second.tell(.begin)
        #expect(try second.end("a", .failed("no")).last == "FAILED")
    }

    @Test func `an attempt that takes too long fails, and its late result changes nothing`() throws {
        var it = try Transcript([task(RetryPlan(delay: .constant(10), maxAttempts: 2), timeout: 100)])
        it.tell(.begin)
        let first = try it.job("a")
        #expect(it.tell(.started(first)) == ["timer a timeout 100"])
        #expect(it.tell(.timer(try it.timer("a", .timeout))) == ["cancel a", "report a timeout", "timer a retry 10"])
        #expect(it.tell(.finished(first, .success)) == [])
        #expect(it.states == ["a RETRYING"])
    }

    @Test func `a task that contains others and takes too long fails, and they are ended in the same event`() throws {
        var outer = TaskDeclaration("s", .sequential([TaskDeclaration("a"), TaskDeclaration("b")]))
        outer.timeout = .literal(100)
        outer.errors = [TaskDeclaration("e")]
        var it = try Transcript([outer])
        #expect(it.tell(.begin) == ["RUNNING", "timer s timeout 100", "submit a"])
        #expect(it.tell(.timer(try it.timer("s", .timeout))) == ["cancel a", "report s timeout", "submit e"])
        #expect(it.states == ["s RUNNING", "a KILLED", "e SUBMITTED"])
        #expect(try it.end("e") == ["FAILED"])
    }

    @Test func `what a lost worker had is handed out again exactly once`() throws {
        var it = try Transcript([task(nil)])
        it.tell(.begin)
        let lost = try it.job("a")
        it.tell(.started(lost))
        #expect(it.tell(.lost(lost)) == ["submit a"])
        #expect(it.tell(.lost(lost)) == [])
        #expect(it.tell(.finished(lost, .success)) == [])
        #expect(it.state.attempts.map(\.state) == [.resubmitted, .submitted])
        #expect(try it.end("a") == ["SUCCESS"])
    }

    @Test func `a task with which worker after worker is lost fails in the end`() throws {
        var it = try Transcript([task(nil)])
        it.tell(.begin)
        for _ in 0..<ExecutionState.lossLimit { #expect(it.tell(.lost(try it.job("a"))) == ["submit a"]) }
        #expect(it.tell(.lost(try it.job("a"))) == ["report a lostTooOften", "FAILED"])
    }

    @Test func `a former result is taken for a new one`() throws {
        var cached = task(nil)
        cached.isCached = true
        var it = try Transcript([cached])
        #expect(it.tell(.begin) == ["RUNNING", "look up a"])
        #expect(it.tell(.cacheAnswered(try it.job("a"), isHit: true)) == ["SUCCESS"])
    }

    @Test func `a result that comes before its start is taken, and the start is not`() throws {
        var it = try Transcript([task(nil), TaskDeclaration("b")])
        it.tell(.begin)
        let job = try it.job("a")
        #expect(it.tell(.finished(job, .success)) == ["submit b"])
        #expect(it.tell(.started(job)) == [])
        #expect(try it.history("a") == ["CREATED", "RUNNING", "SUCCESS"])
    }
}
