import Synchronization
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

    @Test func `lines beyond what is kept are dropped, and are told of in the end`() {
        let budget = LogBudget(200)
        let lane = one
        let letters = Letters()
        let key = JobKey(tenant: "t", execution: "e", taskRun: 0, token: 1)
        let reporter = JobReporter(
            key,
            of: lane,
            ExecutionID(0, 1),
            JobReference(taskRun: 0, token: 1),
            budget: budget,
            post: letters.add
        ) {}
        let line = JobLogLine(at: 1, level: .info, message: String(repeating: "x", count: 90), attempt: 1)
        reporter.report(.logged([line, line, line]))
        reporter.report(.finished(JobEnd(.success)))
        let lines = letters.lines
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

/// Letters that were left.
private final class Letters: Sendable {
    private let letters = Mutex<[LaneLetter]>([])

    func add(_ letter: LaneLetter) { letters.withLock { $0.append(letter) } }

    var lines: [JobLogLine] {
        letters.withLock { $0 }.flatMap { letter in
            if case .report(_, _, .logged(let lines)) = letter { lines } else { [JobLogLine]() }
        }
    }
}
