import Foundation
import RandomData
import Testing

@testable import Executor

/// What must hold of any flow, in any world.
@Suite("Random flows in random worlds")
struct PropertyTests {
    /// One run of a random flow; what is wrong with it is collected in words.
    final class Trial {
        let seed: UInt64
        var random: SeededGenerator
        let simulator: Simulator
        let world: RandomWorld
        let pool: SlotPool
        private(set) var faults: [String] = []
        private var seenTerminal: Set<ExecutionID> = []
        private var lateEvents: [ExecutionID: [ExecutionEvent]] = [:]

        init(seed: UInt64) throws {
            self.seed = seed
            random = SeededGenerator(seed: seed &* 31)
            var flows = RandomFlow(seed: seed)
            let plan = try ExecutionPlan(flows.flow())
            var inner = PlanDeclaration([TaskDeclaration("c1"), TaskDeclaration("c2", .pause(.literal(10)))])
            if flows.chance(30) {
                inner.retry = RetryPlan(delay: .constant(20), maxAttempts: 2, createsExecution: true)
            }
            let trouble = [0, 10, 30, 60][Int(seed % 4)]
            world = RandomWorld(seed: seed &+ 7, trouble: trouble, children: try ExecutionPlan(inner))
            simulator = Simulator(world)
            simulator.keepsEvents = true
            pool = SlotPool(limit: 2, plan.concurrency ?? .queue)
            var entropy = SeededGenerator(seed: seed &+ 99)
            simulator.entropy = { entropy.next() }
            simulator.inspect = { [unowned self] in inspect($0, $1, $2, $3) }
            for _ in 0..<3 {
                let id = simulator.nextID()
                if plan.concurrency != nil { simulator.slots[id] = pool }
                let halts = flows.chance(20) ? [Breakpoint(task: "t1"), Breakpoint(task: "t3", value: "x")] : []
                simulator.add(ExecutionState(plan, id: id, at: simulator.now, breakpoints: halts))
                disturb(id)
            }
        }

        /// Commands at any time, fitting or not.
        private func disturb(_ id: ExecutionID) {
            guard seed % 3 != 0 else { return }
            let commands: [ExecutionCommand] = [
                .pause, .pause, .kill(cascade: true), .kill(cascade: false), .restart, .restart, .restart, .forceRun,
                .unqueue(.running), .unqueue(.cancelled), .resume(taskRun: 0), .setLabels([.init("k", "v")]),
                .changeTaskRunState(taskRun: Int32.random(in: 0...9, using: &random), .success),
                .changeTaskRunState(taskRun: Int32.random(in: 0...9, using: &random), .failed),
                .changeState(.warning), .setBreakpoints([Breakpoint(task: "t2")]), .resumeFromBreakpoint,
            ]
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let after = Int64.random(in: 0...1500, using: &random)
                guard let command = commands.randomElement(using: &random) else { continue }
                simulator.post(id, .command(command), after: after)
                simulator.post(id, .begin, after: after + 5)
            }
        }

        /// Repeats executions from one of their task runs, and sees them end.
        private func replay() throws {
            for id in simulator.order where simulator.parents[id] == nil {
                guard let state = simulator.executions[id], let run = state.runs.randomElement(using: &random) else {
                    continue
                }
                let new = simulator.nextID()
                guard let made = state.replayed(from: run.number, state.plan, id: new, at: simulator.now) else {
                    var root = run
                    while root.parent >= 0 { root = state.runs[Int(root.parent)] }
                    let isAfter = state.plan.tasks[Int(root.task)].list == state.plan.afterExecution
                    if !isAfter { fault("cannot be replayed from \(run.number)") }
                    continue
                }
                if state.plan.concurrency != nil { simulator.slots[new] = pool }
                let rebuilt = try ExecutionState(made.plan, rows: made.rows)
                if rebuilt.likeness != made.likeness { fault("a replay is rebuilt otherwise") }
                var copy = made
                if copy.takeRows().sorted != made.rows.sorted { fault("a replay does not write all its rows") }
                simulator.add(made)
            }
            settle()
            for (_, state) in simulator.executions where !state.state.isTerminal {
                fault("a replay ends as \(state.summary)")
            }
        }

        func run() throws {
            settle()
            guard faults.isEmpty else { return }
            for (id, state) in simulator.executions {
                if !state.state.isTerminal { fault("ends as \(state.summary)") }
                if state.root.phase != .ended, state.state.isTerminal { fault("stays in \(state.summary)") }
                repeatEvents(id, state)
            }
            try replay()
            if pool.faults > 0 { fault("gives back slots that it does not have") }
            if !pool.held.isEmpty { fault("keeps slots: \(pool.held.count)") }
            if !pool.queue.isEmpty { fault("stays in the queue") }
        }

        private func settle() {
            let end = simulator.delivered + 6_000
            simulator.run(until: { simulator.delivered > end || !faults.isEmpty })
            // Somebody comes by until nothing waits for anybody.
            for _ in 0..<60 where faults.isEmpty {
                for id in simulator.order {
                    simulator.post(id, .command(.resume(taskRun: nil)))
                    simulator.post(id, .command(.resumeFromBreakpoint))
                }
                simulator.run(until: { simulator.delivered > end || !faults.isEmpty })
            }
            if simulator.delivered > end { fault("goes on and on") }
        }

        private func fault(_ text: String) {
            faults.append("seed \(seed): \(text)")
        }

        private func inspect(
            _ id: ExecutionID,
            _ state: ExecutionState,
            _ event: ExecutionEvent,
            _ effects: [ExecutionEffect]
        ) {
            for run in state.runs {
                let isOpen = run.step != .done
                if isOpen == run.state.isTerminal { fault("\(run.number) is \(run.state) and \(run.step)") }
                if isOpen, run.parent >= 0, state.runs[Int(run.parent)].step == .done {
                    fault("\(run.number) is open under a closed parent after \(event.kind)")
                }
                if isOpen, run.parent < 0, state.state.isTerminal, state.root.phase != .after {
                    fault("\(run.number) is open in a closed execution after \(event.kind)")
                }
                for (first, second) in zip(run.history, run.history.dropFirst()) where first.state == .killing {
                    if second.state != .killed, second.state != .resubmitted, second.state != .failed {
                        fault("\(run.number) was killed and is \(second.state) after \(event.kind)")
                    }
                    if second.state == .failed, case .command = event.kind {
                    } else if second.state == .failed {
                        if run.history.last == second {
                            fault("\(run.number) was killed and failed after \(event.kind)")
                        }
                    }
                }
                for (first, second) in zip(run.history, run.history.dropFirst()) where first.state.isTerminal {
                    if second.state != .restarted, second.state != .running, !second.state.isTerminal {
                        fault("\(run.number) goes from \(first.state) to \(second.state)")
                    }
                }
            }
            let numbers = state.attempts.map { "\(state.runs[Int($0.run)].number)/\($0.number)" }
            if Set(numbers).count != numbers.count { fault("an attempt is there twice") }
            checkRows(id, state, event)
            checkLate(id, state, event)
        }

        private func checkRows(_ id: ExecutionID, _ state: ExecutionState, _ event: ExecutionEvent) {
            guard Int.random(in: 0..<4, using: &random) == 0, let store = simulator.stores[id] else { return }
            do {
                let rebuilt = try ExecutionState(state.plan, rows: store.rows)
                let (expected, found) = (state.likeness, rebuilt.likeness)
                if expected != found { fault("rebuilt otherwise after \(event.kind): \(difference(expected, found))") }
            } catch {
                fault("cannot be rebuilt after \(event.kind): \(error)")
            }
        }

        private func difference(_ left: ExecutionState.Likeness, _ right: ExecutionState.Likeness) -> String {
            if left.rows.execution != right.rows.execution {
                return
                    "execution \(String(describing: left.rows.execution)) \(String(describing: right.rows.execution))"
            }
            for (one, other) in zip(left.rows.taskRuns, right.rows.taskRuns) where one != other {
                return "\(one)\n\(other)"
            }
            if left.rows != right.rows { return "rows" }
            if left.lanes != right.lanes { return "lanes \(left.lanes) \(right.lanes)" }
            if left.counters != right.counters { return "counters \(left.counters) \(right.counters)" }
            if left.open != right.open { return "open \(left.open) \(right.open)" }
            return "scopes \(left.scopes) \(right.scopes)"
        }

        /// An event that was delivered before changes nothing when it comes again.
        private func checkLate(_ id: ExecutionID, _ state: ExecutionState, _ event: ExecutionEvent) {
            switch event.kind {
            case .command, .begin: break
            default: lateEvents[id, default: []].append(event)
            }
            guard Int.random(in: 0..<3, using: &random) == 0,
                let late = lateEvents[id]?.randomElement(using: &random)
            else { return }
            var copy = state
            let effects = copy.apply(ExecutionEvent(late.kind, at: simulator.now, entropy: 5))
            if !effects.isEmpty { fault("\(late.kind) came again and had the effect \(effects)") }
            if copy.likeness != state.likeness { fault("\(late.kind) came again and changed something") }
        }

        private func repeatEvents(_ id: ExecutionID, _ state: ExecutionState) {
            guard var again = simulator.first[id], let events = simulator.events[id] else { return }
            for event in events { _ = again.apply(event) }
            if again.likeness != state.likeness { fault("the same events give another state") }
        }
    }

    static func faults(_ seeds: Range<UInt64>) throws -> (faults: [String], events: Int) {
        var (faults, events): ([String], Int) = ([], 0)
        for seed in seeds {
            let trial = try Trial(seed: seed)
            try trial.run()
            faults += trial.faults.prefix(1)
            events += trial.simulator.delivered
        }
        return (faults, events)
    }

    @Test(arguments: 0..<8)
    func `hold what the page on execution promises`(_ block: UInt64) throws {
        let count = UInt64(ProcessInfo.processInfo.environment["REEVE_TRIALS"] ?? "") ?? 40
        let (faults, events) = try Self.faults(block * count..<(block + 1) * count)
        #expect(faults.isEmpty, "\(faults.prefix(5).joined(separator: "\n"))")
        #expect(events > 1000)
    }
}
