import Foundation
import Postgres
import RandomData
import Tenancy
import Testbed
import Testing

@testable import Executor

/// Random executions of a tenant, with what has not been written of them yet.
private final class KeptWorld {
    let simulator: Simulator
    private var random: SeededGenerator
    private var pending: [(state: ExecutionState, rows: ExecutionRows)] = []
    private var known: Set<ExecutionID> = []

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed &* 77)
        var flows = RandomFlow(seed: seed)
        let plan = try ExecutionPlan(flows.flow())
        let inner = PlanDeclaration([TaskDeclaration("c1"), TaskDeclaration("c2", .pause(.literal(10)))])
        let world = RandomWorld(seed: seed &+ 7, trouble: 30, children: try ExecutionPlan(inner))
        simulator = Simulator(world)
        var entropy = SeededGenerator(seed: seed &+ 99)
        simulator.entropy = { entropy.next() }
        simulator.wrote = { [unowned self] in pending.append(($0, $1)) }
        let pool = SlotPool(limit: 2, plan.concurrency ?? .queue)
        for _ in 0..<3 {
            let id = simulator.nextID()
            if plan.concurrency != nil { simulator.slots[id] = pool }
            let labels = [ExecutionLabel("seed", "\(seed)"), ExecutionLabel("odd", #"a "quoted\" text, {b}"#)]
            let halts = [Breakpoint(task: "t1", value: nil), Breakpoint(task: #"t"2\"#, value: "x,y")]
            simulator.add(ExecutionState(plan, id: id, at: simulator.now, labels: labels, breakpoints: halts))
            disturb(id)
        }
    }

    private func disturb(_ id: ExecutionID) {
        let commands: [ExecutionCommand] = [
            .kill(cascade: true), .restart, .restart, .pause, .forceRun, .resume(taskRun: nil),
            .setLabels([ExecutionLabel("k", "v"), ExecutionLabel("seed", "other")]), .setBreakpoints([]),
            .changeTaskRunState(taskRun: 0, .success),
        ]
        for _ in 0..<3 {
            guard let command = commands.randomElement(using: &random) else { return }
            let after = Int64.random(in: 0...800, using: &random)
            simulator.post(id, .command(command), after: after)
            simulator.post(id, .begin, after: after + 5)
        }
    }

    /// Lets so many events happen, and gives what they write in batches; no batch has an execution twice.
    func batches(after events: Int) throws -> [ExecutionBatch] {
        let end = simulator.delivered + events
        simulator.run(until: { simulator.delivered >= end })
        var batches: [ExecutionBatch] = []
        var counts: [ExecutionID: Int] = [:]
        for (state, rows) in pending {
            let number = counts[state.id, default: 0]
            counts[state.id] = number + 1
            if batches.count == number { batches.append(ExecutionBatch()) }
            if known.insert(state.id).inserted {
                batches[number].created.append(
                    NewExecution(try StoreFixture.record(state.id), state.plan, rows: rows)
                )
            } else {
                batches[number].writes.append(ExecutionWrite(state.id, state.plan, rows: rows))
            }
        }
        pending = []
        return batches
    }
}

@Suite("Random executions in the database", .database)
struct RandomExecutionsTests {
    let fixture: StoreFixture
    init() throws { fixture = try StoreFixture() }

    private func compare(_ world: KeptWorld, in tenant: Tenant.ID) async throws {
        let loaded = try await fixture.run(tenant) { tenant, tx in
            try await fixture.store.load(world.simulator.order, in: tenant, tx)
        }
        #expect(loaded.count == world.simulator.order.count)
        for stored in loaded {
            let state = try #require(world.simulator.executions[stored.record.id])
            #expect(stored.rows == world.simulator.stores[stored.record.id]?.rows.sorted)
            let rebuilt = try ExecutionState(state.plan, rows: stored.rows)
            #expect(rebuilt.likeness == state.likeness)
            let names = state.runs.map { ($0.number, state.plan.tasks[Int($0.task)].id) }
            #expect(stored.tasks == Dictionary(uniqueKeysWithValues: names))
        }
    }

    @Test(arguments: 0..<4)
    func `are the same when they are read again, at any time, in two tenants`(_ block: UInt64) async throws {
        let count = UInt64(ProcessInfo.processInfo.environment["REEVE_TRIALS"] ?? "") ?? 5
        var written = 0
        for seed in block * count..<(block + 1) * count {
            // The executions of both have the same identifiers.
            let fixture = try StoreFixture()
            let worlds = [
                (fixture.mine, try KeptWorld(seed: seed)), (fixture.theirs, try KeptWorld(seed: seed + 1000)),
            ]
            for _ in 0..<40 {
                var isQuiet = true
                for (tenant, world) in worlds {
                    for batch in try world.batches(after: 25) {
                        isQuiet = false
                        try await fixture.save(batch, in: tenant)
                        written += 1
                    }
                }
                for (tenant, world) in worlds { try await compare(world, in: tenant) }
                if isQuiet { break }
            }
        }
        #expect(written > 100)
    }
}
