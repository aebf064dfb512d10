import Daemon
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@testable import Executor

@Suite("Messages and timers of executions", .database)
struct ExecutionMessagesTests {
    let fixture: StoreFixture
    init() throws { fixture = try StoreFixture() }

    static let child = ChildReference(taskRun: 3, iteration: .max)

    static let contents: [ExecutionMessage.Content] =
        commands.map { .command($0) } + [
            .begin, .command(.resume(taskRun: nil), by: .random(), values: ["a": [1, "\u{0}"]]), .childStarted(child),
            .childRefused(child, "no \"flow\""), .childEnded(child, .warning),
            .childReplaced(child, by: .number(9)), .restart(for: ExecutionParent(.number(1), child)),
            .slot(.granted, token: 4), .slot(.refused(.queue), token: 1), .slot(.refused(.cancel), token: 1),
            .slot(.refused(.fail), token: .min), .delete(withLogs: true), .delete(withLogs: false),
        ]

    static let commands: [ExecutionCommand] = [
        .pause, .resume(taskRun: nil), .resume(taskRun: 7), .resumeFromBreakpoint, .kill(cascade: true),
        .kill(cascade: false), .forceRun, .unqueue(.running), .restart, .changeTaskRunState(taskRun: 2, .failed),
        .changeState(.success), .setBreakpoints([Breakpoint(task: "a"), Breakpoint(task: "b", value: "c")]),
        .setBreakpoints([]), .setLabels([ExecutionLabel("k", "v"), ExecutionLabel("", "")]),
    ]

    @Test func `are read as they were posted, in their order, by the shard that they are for`() async throws {
        let ids = [ExecutionID.number(5), .number(21), .number(6)]
        let messages = Self.contents.enumerated().map { (execution: ids[$0 % 3], content: $1) }
        try await fixture.run { tenant, tx in try await fixture.store.post(messages, in: tenant, tx) }
        try await fixture.run(fixture.theirs) { tenant, tx in
            try await fixture.store.post([(ids[0], .begin)], in: tenant, tx)
        }
        let mine = messages.filter { $0.execution.shard == 5 }
        let read = try await fixture.run { tenant, tx in
            try await fixture.store.waiting(in: 5, limit: 100, of: tenant, tx).messages
        }
        #expect(read.map(\.execution) == mine.map(\.execution) && read.map(\.content) == mine.map(\.content))

        let some = try await fixture.run { tenant, tx in
            try await fixture.store.waiting(in: 5, limit: 4, of: tenant, tx).messages
        }
        #expect(some == Array(read.prefix(4)))
        // They stay until it is said that they were taken.
        var batch = ExecutionBatch()
        batch.taken = [read[5].id, read[0].id]
        for tenant in [fixture.theirs, fixture.mine] { try await fixture.save(batch, in: tenant) }
        let rest = try await fixture.run { tenant, tx in
            try await fixture.store.waiting(in: 5, limit: 100, of: tenant, tx).messages
        }
        #expect(rest == Array(read[1..<5] + read.dropFirst(6)))
        let theirs = try await fixture.run(fixture.theirs) { tenant, tx in
            try await fixture.store.waiting(in: 5, limit: 100, of: tenant, tx).messages
        }
        #expect(theirs.map(\.content) == [.begin])
    }

    @Test func `of a later release are told apart`() async throws {
        try await fixture.run { tenant, tx in
            for text in [#"{"v":2,"type":"begin"}"#, #"{"v":1,"type":"unheard"}"#, #"{"v":1,"type":"command"}"#] {
                try await tx.execute(
                    """
                    insert into execution_message (tenant_id, message_id, shard, execution_id, content)
                    values (\(tenant), gen_random_uuid(), 5, gen_random_uuid(), \(text))
                    """
                )
            }
            let (messages, unreadable) = try await fixture.store.waiting(in: 5, limit: 9, of: tenant, tx)
            #expect(messages.isEmpty && unreadable.count == 3)
        }
    }

    @Test func `of clients are refused when too many wait, those of executions are not`() async throws {
        _ = try await fixture.run { tenant, tx in
            try await tx.execute(
                """
                insert into execution_message (tenant_id, message_id, shard, execution_id, content)
                select \(tenant), gen_random_uuid(), 3, gen_random_uuid(), '{}' from generate_series(1, \(ExecutionStore.messageLimit))
                """
            )
        }
        await #expect(throws: ExecutionStoreError.tooManyWaiting(limit: ExecutionStore.messageLimit)) {
            try await fixture.run { tenant, tx in
                try await fixture.store.post([(.number(1), .command(.pause))], in: tenant, tx)
            }
        }
        try await fixture.run { tenant, tx in
            let ended = ExecutionMessage.Content.childEnded(Self.child, .success)
            try await fixture.store.post([(.number(1), ended)], bounded: false, in: tenant, tx)
        }
        try await fixture.run(fixture.theirs) { tenant, tx in
            try await fixture.store.post([(.number(1), .command(.pause))], in: tenant, tx)
        }
        let count: Int = try await fixture.run { _, tx in
            try await tx.query("select count(*) from execution_message")[0].decode(0)
        }
        #expect(count == ExecutionStore.messageLimit + 1)
    }

    private func due(at instant: Int64, in tenant: Tenant.ID? = nil) async throws -> [ExecutionTimer] {
        try await fixture.run(tenant) { tenant, tx in
            try await fixture.store.due(in: 5, at: Instant(milliseconds: instant), limit: 100, of: tenant, tx)
        }
    }

    private func write(_ change: (inout ExecutionWrite) -> Void, in tenant: Tenant.ID? = nil) async throws {
        var write = ExecutionWrite(.number(5), try StoreFixture.plan, rows: ExecutionRows())
        change(&write)
        var batch = ExecutionBatch()
        batch.writes = [write]
        try await fixture.save(batch, in: tenant)
    }

    @Test func `timers are due in order, and the later one of a purpose counts`() async throws {
        let id = ExecutionID.number(5)
        for tenant in [fixture.mine, fixture.theirs] { try await fixture.create(id, in: tenant) }
        let purposes: [TimerID.Purpose] = [
            .schedule, .retry, .timeout, .pause, .iteration, .serviceLevel(0), .serviceLevel(7), .newExecution,
        ]
        let timers = purposes.enumerated().map { TimerID(taskRun: $0 % 2 == 0 ? nil : 4, token: 1, purpose: $1) }
        try await write { write in
            write.startedTimers = timers.enumerated().map { ($1, Int64(1000 - $0)) }
        }
        let expected = timers.enumerated().map { ExecutionTimer(execution: id, timer: $1, dueAt: Int64(1000 - $0)) }
        #expect(try await due(at: 1000) == expected.reversed())
        #expect(try await due(at: 994) == Array(expected.reversed().prefix(2)))
        #expect(try await due(at: 992).isEmpty)
        #expect(try await due(at: 1000, in: fixture.theirs).isEmpty)

        let retry = TimerID(taskRun: 4, token: 2, purpose: .retry)
        try await write { write in
            write.startedTimers = [(retry, 10), (TimerID(taskRun: 4, token: 3, purpose: .retry), 20)]
            // The one that is over was replaced already.
            write.endedTimers = [timers[1], timers[0], TimerID(taskRun: nil, token: 9, purpose: .timeout)]
        }
        #expect(try await due(at: 500).map(\.timer.token) == [3])
        #expect(try await due(at: 1000).count == 7)

        try await write { write in
            write.endsAllTimers = true
            write.startedTimers = [(retry, 30)]
        }
        #expect(try await due(at: 1000) == [ExecutionTimer(execution: id, timer: retry, dueAt: 30)])
    }
}
