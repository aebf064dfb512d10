import Daemon
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@testable import Executor

@Suite("Executions that are kept", .database)
struct ExecutionStoreTests {
    let fixture: StoreFixture
    let id = ExecutionID.number(5)
    init() throws { fixture = try StoreFixture() }

    private func full(_ record: inout ExecutionRecord) {
        record.inputs = ["n": 1, "nul": "a\u{0}b", "deep": ["x": [1, 2.5, nil, true, "é\"\\"]]]
        record.variables = ["v": "w"]
        record.outputs = ["o": [1]]
        record.trigger = ["id": "webhook", "type": "t", "variables": ["a": 1]]
        record.parent = ExecutionParent(.number(7), ChildReference(taskRun: 3, iteration: 9))
        record.originalID = .number(8)
        record.kind = .loop
        record.createdBy = .random()
        record.loop = ExecutionLoop(task: "each", index: 4, value: IterationValue("v", key: "k"))
    }

    @Test func `have all that they were made with`() async throws {
        var made = try await fixture.create(id) { state, record in
            full(&record)
            state = ExecutionState(
                state.plan,
                id: state.id,
                at: 1_700_000_000_123,
                labels: [ExecutionLabel("b", "2"), ExecutionLabel("a", "1"), ExecutionLabel("a", "3")],
                scheduledAt: 1_800_000_000_000,
                attempt: 3,
                firstCreatedAt: 1_600_000_000_000
            )
        }
        let stored = try #require(try await fixture.load(id))
        #expect(stored.record == made.record)
        #expect(stored.rows == made.rows.sorted)
        #expect(stored.outputs.isEmpty && stored.tasks.isEmpty)

        made.record.id = .number(6)
        made.rows.execution?.id = .number(6)
        made.record.trigger = nil
        made.record.parent = nil
        made.record.loop = nil
        made.record.outputs = nil
        try await fixture.run { [made] tenant, tx in try await fixture.store.create([made], in: tenant, tx) }
        #expect(try await fixture.load(.number(6))?.record == made.record)
        let messages = try await fixture.run { tenant, tx in
            try await fixture.store.waiting(in: 6, limit: 9, of: tenant, tx).messages
        }
        #expect(messages.map(\.content) == [.begin] && messages.map(\.execution) == [.number(6)])
    }

    @Test func `belong to one tenant`() async throws {
        try await fixture.create(id)
        #expect(try await fixture.load(id, in: fixture.theirs) == nil)
        try await fixture.create(id, of: "c/other", in: fixture.theirs)
        #expect(try await fixture.load(id)?.record.namespace.description == "a.b")
        let write = ExecutionWrite(id, try StoreFixture.plan, rows: ExecutionRows())
        var batch = ExecutionBatch()
        batch.writes = [write]
        batch.writes[0].variables = ["x": 1]
        try await fixture.save(batch, in: fixture.theirs)
        #expect(try await fixture.load(id)?.record.variables == [:])
        let gone = try await fixture.run(fixture.theirs) { tenant, tx in
            try await fixture.store.delete([id], withLogs: true, in: tenant, tx)
        }
        #expect(gone == 1)
        #expect(try await fixture.load(id) != nil)
    }

    @Test func `keep outputs until they are removed or their task run is`() async throws {
        var state = ExecutionState(try StoreFixture.plan, id: id, at: 1)
        _ = state.apply(ExecutionEvent(.begin, at: 2))
        let made = NewExecution(
            try StoreFixture.record(id),
            state.plan,
            rows: state.takeRows(),
            outputs: [0: ["value": ["type": "reeve.sealed.1", "value": "sealed"]]]
        )
        try await fixture.run { tenant, tx in
            try await fixture.store.create([made], posting: nil, in: tenant, tx)
        }
        #expect(try await fixture.load(id)?.outputs == made.outputs)

        var write = ExecutionWrite(id, state.plan, rows: ExecutionRows())
        write.outputs = [0: ["other": 1]]
        write.flowOutputs = .some(["flow": 2])
        try await fixture.save(batch(write))
        #expect(try await fixture.load(id)?.outputs == [0: ["other": 1]])
        #expect(try await fixture.load(id)?.record.outputs == ["flow": 2])
        let light = try await fixture.run { tenant, tx in
            try await fixture.store.load([id], withOutputs: false, in: tenant, tx)
        }
        #expect(light.first?.outputs == [:])

        write.outputs = [:]
        write.flowOutputs = nil
        write.variables = ["set": true]
        try await fixture.save(batch(write))
        #expect(try await fixture.load(id)?.outputs == [0: ["other": 1]])
        #expect(try await fixture.load(id)?.record.outputs == ["flow": 2])
        #expect(try await fixture.load(id)?.record.variables == ["set": true])

        write.outputs = [0: nil]
        write.flowOutputs = .some(nil)
        try await fixture.save(batch(write))
        #expect(try await fixture.load(id)?.outputs == [:])
        #expect(try await fixture.load(id)?.record.outputs == nil)

        write.outputs = [0: ["again": 1]]
        try await fixture.save(batch(write))
        write.outputs = [:]
        write.rows.removedTaskRuns = [0]
        try await fixture.save(batch(write))
        let bare = try #require(try await fixture.load(id))
        #expect(bare.outputs == [:] && bare.rows.taskRuns.isEmpty && bare.rows.attempts.isEmpty)
    }

    private func batch(_ write: ExecutionWrite) -> ExecutionBatch {
        var batch = ExecutionBatch()
        batch.writes = [write]
        return batch
    }

    @Test func `what is too large is refused by name, before anything is written`() async throws {
        try await fixture.create(id)
        let large = String(repeating: "x", count: ExecutionStore.documentLimit)
        var nested: JSON = 1
        for _ in 0..<600 { nested = [nested] }
        var write = ExecutionWrite(id, try StoreFixture.plan, rows: ExecutionRows())
        for (field, value) in [("outputs", JSON.string(large)), ("outputs", nested)] {
            write.flowOutputs = .some(["o": value])
            let batch = batch(write)
            await #expect(
                throws: ExecutionStoreError.tooLarge(id, field: field, limit: ExecutionStore.documentLimit)
            ) { try await fixture.save(batch) }
        }
        let labelled = try StoreFixture.execution(.number(9)) { state, _ in
            state.labels = [ExecutionLabel(String(repeating: "k", count: 257), "v")]
        }
        await #expect(
            throws: ExecutionStoreError.tooLarge(.number(9), field: "labels", limit: ExecutionStore.labelKeyLimit)
        ) {
            try await fixture.run { tenant, tx in try await fixture.store.create([labelled], in: tenant, tx) }
        }
        #expect(try await fixture.load(.number(9)) == nil)
        #expect(try await fixture.load(id)?.record.outputs == nil)
    }

    @Test func `a change of one that is gone is refused`() async throws {
        var batch = ExecutionBatch()
        batch.writes = [ExecutionWrite(id, try StoreFixture.plan, rows: try StoreFixture.execution(id).rows)]
        await #expect(throws: ExecutionStoreError.notFound) { try await fixture.save(batch) }
    }

    @Test func `are written by as many statements, however many they are`() throws {
        func statements(_ count: UInt64) throws -> Int {
            var batch = ExecutionBatch()
            for number in 0..<count {
                var state = ExecutionState(try StoreFixture.plan, id: .number(number), at: 1)
                state.labels = [ExecutionLabel("a", "b")]
                batch.created.append(
                    NewExecution(try StoreFixture.record(.number(number)), state.plan, rows: state.takeRows())
                )
                _ = state.apply(ExecutionEvent(.begin, at: 2))
                var write = ExecutionWrite(.number(number + count), state.plan, rows: state.takeRows())
                write.outputs = [0: ["a": 1], 1: nil]
                write.flowOutputs = .some(["a": 1])
                write.startedTimers = [(TimerID(taskRun: nil, token: 1, purpose: .schedule), 5)]
                write.endedTimers = [TimerID(taskRun: 1, token: 1, purpose: .timeout)]
                write.endsAllTimers = true
                write.rows.removedTaskRuns = [7]
                batch.writes.append(write)
                batch.taken.append(.ordered())
                batch.posted.append((.number(number), .begin))
                batch.logs.append(
                    ExecutionLogLine(
                        execution: .number(number),
                        flow: try StoreFixture.address("a/b"),
                        at: .init(seconds: 1),
                        level: .info,
                        message: "m"
                    )
                )
            }
            return try BatchStatements(batch, in: fixture.mine).all.count
        }
        #expect(try statements(1) == statements(50))
        #expect(try statements(0) == 0)
    }

    @Test func `texts that the database cannot hold lose only what it cannot`() async throws {
        try await fixture.create(id) { state, record in
            state.labels = [ExecutionLabel("a\u{0}", "b\u{0}c")]
            record.loop = ExecutionLoop(task: "t", index: 0, value: IterationValue("x\u{0}y"))
            record.trigger = ["id": "t\u{0}"]
        }
        let stored = try #require(try await fixture.load(id))
        #expect(stored.rows.execution?.labels == [ExecutionLabel("a\u{FFFD}", "b\u{FFFD}c")])
        #expect(stored.record.loop?.value.value == "x\u{FFFD}y")
        #expect(stored.record.trigger["id"]?.string == "t\u{0}")
    }

    @Test func `are removed with all that is theirs, and nobody else's`() async throws {
        for tenant in [fixture.mine, fixture.theirs] {
            for number in [5, 6] as [UInt64] {
                try await fixture.create(.number(number), in: tenant)
                var write = ExecutionWrite(.number(number), try StoreFixture.plan, rows: ExecutionRows())
                write.startedTimers = [(TimerID(taskRun: nil, token: 1, purpose: .schedule), 5)]
                var batch = batch(write)
                batch.posted = [(.number(number), .begin)]
                batch.logs = [
                    ExecutionLogLine(
                        execution: .number(number),
                        flow: try StoreFixture.address("a.b/flow"),
                        at: .init(seconds: 1),
                        level: .info,
                        message: "m"
                    )
                ]
                try await fixture.save(batch, in: tenant)
            }
        }
        let gone = try await fixture.run { tenant, tx in
            try await fixture.store.delete([id, .number(77)], withLogs: true, in: tenant, tx)
        }
        #expect(gone == 1)
        for (tenant, count) in [(fixture.mine, 1), (fixture.theirs, 2)] {
            for table: SQL in ["execution", "execution_message", "execution_timer", "execution_log"] {
                let left: Int = try await fixture.run(tenant) { _, tx in
                    try await tx.query("select count(*) from \(table)")[0].decode(0)
                }
                #expect(left == count, "\(table)")
            }
        }
    }
}
