import Tenancy
import Testing
import WorkerProtocol

@testable import Executor

@Suite("Room for jobs, letters and log lines")
struct RoomTests {
    private let one = LaneKey(tenant: .random(), shard: 0)
    private let two = LaneKey(tenant: .random(), shard: 1)

    @Test func `a tenant has its share, and what gets free goes to who waited longest`() {
        let room = JobRoom(4, ofTenant: 3)
        #expect(room.take(10, for: one) == 3 && room.take(2, for: two) == 1 && room.used == 4)
        // The first waits for its own share, the other for any room.
        #expect(room.give(one.tenant) == one)
        #expect(room.take(1, for: one) == 1)
        #expect(room.give(one.tenant) == two)
        #expect(room.take(1, for: two) == 1 && room.used == 4)
        #expect(room.give(two.tenant) == nil)
        #expect(room.take(9, for: one) == 1)
        room.forget(one)
        #expect(room.give(one.tenant) == nil && room.used == 3)
    }

    @Test func `letters come in their order, and to nobody once the box is closed`() async {
        let box = Mailbox<Int>()
        box.post(1)
        box.post(2)
        #expect(await box.take() == [1, 2])
        async let next = box.take()
        box.post(3)
        #expect(await next == [3])
        #expect(box.closeIfEmpty() && !box.post(4))
        #expect(await box.take() == nil)
    }

    @Test func `a letter that can wait is taken with the next one, or when somebody calls`() async {
        let box = Mailbox<Int>()
        #expect(box.leave(1))
        // Who called for the first calls for the second as well.
        #expect(!box.leave(2))
        #expect(!box.closeIfEmpty())
        box.post(3)
        #expect(await box.take() == [1, 2, 3])
        async let next = box.take()
        #expect(box.leave(4))
        box.call()
        #expect(await next == [4])
        // Nobody is called for nothing.
        box.call()
        async let last = box.take()
        box.post(5)
        #expect(await last == [5])
        #expect(box.leave(6))
        box.finish()
        #expect(await box.take() == [6])
        #expect(await box.take() == nil)
    }

    @Test func `lines beyond what is kept are dropped, and are told of in the end`() async throws {
        let budget = LogBudget(200)
        let box = Mailbox<LaneLetter>()
        let reporter = JobReporter(
            of: LaneHand.Key(execution: ExecutionID(0, 1), reference: JobReference(taskRun: 0, token: 1)),
            budget: budget,
            to: box,
            now: { 7 },
            later: { _ in }
        ) {}
        let line = JobLogLine(at: 1, level: .info, message: String(repeating: "x", count: 90), attempt: 1)
        reporter.report(.started(worker: "w"))
        reporter.report(.logged([line, line, line]))
        reporter.report(.finished(JobEnd(.success)))
        let letters = try #require(await box.take())
        try #require(letters.count == 4)
        guard case .report(_, _, .started(worker: "w"), at: 7) = letters[0],
            case .report(_, _, .finished, _) = letters[3]
        else {
            Issue.record("expected the beginning first and the end last")
            return
        }
        let lines = letters.flatMap { letter in
            if case .report(_, _, .logged(let lines), _) = letter { lines } else { [JobLogLine]() }
        }
        #expect(lines.count == 3 && lines[0] == line && lines[2].message.hasPrefix("1 lines of the log were dropped"))
        budget.give([line, line])
        #expect(budget.take([line]).count == 1)
    }

    @Test func `a signal that was raised before is not waited for`() async {
        let signal = Signal()
        signal.raise()
        #expect(await signal.wait(for: .seconds(60)))
        #expect(await !signal.wait(for: .zero))
        // A wait that was ended by the signal ends no later one.
        async let waiting = signal.wait(for: .seconds(60))
        signal.raise()
        #expect(await waiting)
        #expect(await !signal.wait(for: .milliseconds(50)))
        let watch = ExecutionWatch()
        let changes = watch.changes(of: ExecutionID(0, 1), in: one.tenant)
        watch.changed([ExecutionID(0, 1)], in: two.tenant)
        #expect(await !changes.next(within: .zero))
        watch.changed([ExecutionID(0, 1)], in: one.tenant)
        #expect(await changes.next(within: .seconds(60)) && watch.count == 1)
    }
}
