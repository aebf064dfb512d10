@testable import Executor

/// What surrounds executions in a simulation: workers, expressions, other flows.
protocol SimulatedWorld: AnyObject {
    /// What workers say of a job, and after how many milliseconds.
    func work(_ job: Job, of execution: ExecutionID, in simulator: Simulator) -> [Simulator.Reaction]
    /// The values of expressions, or why there are none.
    func evaluate(
        _ id: EvaluationID,
        _ expressions: [ExpressionNumber],
        of execution: ExecutionID,
        in simulator: Simulator
    ) -> [Simulator.Reaction]
    /// Makes an execution for a task run, or says why not.
    func child(
        _ reference: ChildReference,
        _ id: ExecutionID,
        of execution: ExecutionID,
        in simulator: Simulator
    ) -> Result<ExecutionState, SimulatedRefusal>
    /// Sees an effect, before it is carried out.
    func observe(_ effect: ExecutionEffect, of execution: ExecutionID, in simulator: Simulator)
    /// What happens to the events of an execution before they are delivered.
    func delay(_ effect: ExecutionEffect) -> Int64
}

extension SimulatedWorld {
    func observe(_ effect: ExecutionEffect, of execution: ExecutionID, in simulator: Simulator) {}
    func delay(_ effect: ExecutionEffect) -> Int64 { 1 }
}

/// Why a simulated execution was not made.
struct SimulatedRefusal: Error {
    var reason: String
}

/// Executions in a world of their own, with a clock that jumps from event to event.
final class Simulator {
    /// Something that happens to an execution after so many milliseconds.
    typealias Reaction = (after: Int64, kind: ExecutionEvent.Kind)

    /// Something that is to happen.
    private struct Pending {
        var at: Int64
        var sequence: Int
        var execution: ExecutionID
        var kind: ExecutionEvent.Kind
    }

    /// Who asked for an execution.
    struct Parent {
        var execution: ExecutionID
        var reference: ChildReference
    }

    let world: any SimulatedWorld
    private(set) var now: Int64 = 1_700_000_000_000
    private(set) var executions: [ExecutionID: ExecutionState] = [:]
    private(set) var order: [ExecutionID] = []
    private(set) var stores: [ExecutionID: RowStore] = [:]
    private(set) var events: [ExecutionID: [ExecutionEvent]] = [:]
    private(set) var first: [ExecutionID: ExecutionState] = [:]
    private(set) var delivered = 0
    /// How many slots there are for each group of executions, and who has and who wants one.
    var slots: [ExecutionID: SlotPool] = [:]
    var parents: [ExecutionID: Parent] = [:]
    var replacedBy: [ExecutionID: ExecutionID] = [:]
    /// Called after each event.
    var inspect: ((ExecutionID, ExecutionState, ExecutionEvent, [ExecutionEffect]) -> Void)?
    /// Sees the rows of an execution that are written.
    var wrote: ((ExecutionState, ExecutionRows) -> Void)?
    /// Draws the random numbers of events.
    var entropy: () -> UInt64 = { 0 }
    /// Whether events are kept for a replay.
    var keepsEvents = false

    private var heap: [Pending] = []
    private var sequence = 0

    init(_ world: any SimulatedWorld) {
        self.world = world
    }

    /// The identifier of the next execution that is asked for from outside.
    func nextID() -> ExecutionID {
        sequence += 1
        return ExecutionID(0xA11CE, UInt64(sequence) &* 0x9E37_79B9_7F4A_7C15)
    }

    func add(_ state: ExecutionState, begins: Bool = true) {
        if executions[state.id] == nil { order.append(state.id) }
        var state = state
        if keepsEvents { first[state.id] = state }
        write(&state)
        executions[state.id] = state
        if begins { post(state.id, .begin, after: 1) }
    }

    func remove(_ id: ExecutionID) {
        executions[id] = nil
        order.removeAll { $0 == id }
    }

    func post(_ execution: ExecutionID, _ kind: ExecutionEvent.Kind, after delay: Int64 = 0) {
        sequence += 1
        push(Pending(at: now + max(delay, 0), sequence: sequence, execution: execution, kind: kind))
    }

    /// Delivers events until none is left, a condition holds, or an instant has come.
    func run(until condition: () -> Bool = { false }, limit: Int64 = .max) {
        while let next = heap.first, !condition() {
            guard next.at <= limit else { break }
            _ = pop()
            now = max(now, next.at)
            deliver(next.execution, next.kind)
        }
    }

    /// Lets time pass.
    func pass(_ milliseconds: Int64) {
        let end = now + milliseconds
        run(limit: end)
        now = end
    }

    /// Delivers an event at once.
    @discardableResult
    func deliver(_ id: ExecutionID, _ kind: ExecutionEvent.Kind) -> [ExecutionEffect] {
        guard var state = executions.removeValue(forKey: id) else { return [] }
        delivered += 1
        let event = ExecutionEvent(kind, at: now, entropy: entropy())
        if keepsEvents { events[id, default: []].append(event) }
        let effects = state.apply(event)
        write(&state)
        executions[id] = state
        inspect?(id, state, event, effects)
        for effect in effects { carryOut(effect, of: id) }
        return effects
    }

    private func write(_ state: inout ExecutionState) {
        let rows = state.takeRows()
        stores[state.id, default: RowStore()].apply(rows)
        wrote?(state, rows)
    }

    private func carryOut(_ effect: ExecutionEffect, of id: ExecutionID) {
        world.observe(effect, of: id, in: self)
        switch effect {
        case .evaluate(let question, let expressions):
            for reaction in world.evaluate(question, expressions, of: id, in: self) {
                post(id, reaction.kind, after: reaction.after)
            }
        case .submit(let job):
            for reaction in world.work(job, of: id, in: self) { post(id, reaction.kind, after: reaction.after) }
        case .cancel(let job):
            post(id, .finished(job, .killed), after: world.delay(effect))
        case .lookUp(let job):
            post(id, .cacheAnswered(job.reference, isHit: false), after: world.delay(effect))
        case .startTimer(let timer, let at):
            post(id, .timer(timer), after: at - now)
        case .startChild(let reference, let child):
            start(reference, child, of: id)
        case .restartChild(let reference, let child):
            parents[child] = Parent(execution: id, reference: reference)
            let effects = deliver(child, .command(.restart))
            if effects.contains(.refused(.nothingToRestart)), let state = executions[child]?.state {
                post(id, .childEnded(reference, state), after: 1)
            }
            post(child, .begin, after: 1)
        case .killChild(let child):
            post(child, .command(.kill(cascade: true)), after: world.delay(effect))
        case .requestSlot, .enqueue, .dequeue, .releaseSlot:
            slots[id]?.carryOut(effect, of: id, in: self)
        case .entered(let state):
            if state.isTerminal, let parent = parents[id] {
                post(parent.execution, .childEnded(parent.reference, state), after: world.delay(effect))
            }
        case .startReplacement(let replacement, let attempt):
            replace(id, replacement, attempt)
        case .discardDirectory, .record, .report, .refused: break
        }
    }

    private func start(_ reference: ChildReference, _ child: ExecutionID, of id: ExecutionID) {
        switch world.child(reference, child, of: id, in: self) {
        case .success(let state):
            parents[child] = Parent(execution: id, reference: reference)
            add(state)
            post(id, .childStarted(reference), after: 1)
        case .failure(let refusal):
            post(id, .childRefused(reference, refusal.reason), after: 1)
        }
    }

    private func replace(_ id: ExecutionID, _ replacement: ExecutionID, _ attempt: Int32) {
        guard let old = executions[id] else { return }
        replacedBy[id] = replacement
        if let parent = parents[id] {
            parents[replacement] = parent
            post(parent.execution, .childReplaced(parent.reference, by: replacement))
        }
        slots[replacement] = slots[id]
        let new = ExecutionState(
            old.plan,
            id: replacement,
            at: now,
            labels: old.labels,
            attempt: attempt,
            firstCreatedAt: old.firstCreatedAt
        )
        add(new)
    }

    // MARK: A heap by instant, then by order

    private func isBefore(_ left: Pending, _ right: Pending) -> Bool {
        (left.at, left.sequence) < (right.at, right.sequence)
    }

    private func push(_ pending: Pending) {
        heap.append(pending)
        var child = heap.count - 1
        while child > 0, isBefore(heap[child], heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private func pop() -> Pending? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(heap[child], heap[least])
            {
                least = child
            }
            guard least != parent else { return first }
            heap.swapAt(least, parent)
            parent = least
        }
    }
}

/// The slots of some executions.
final class SlotPool {
    let limit: Int
    let behavior: OverflowBehavior
    private(set) var held: Set<ExecutionID> = []
    private(set) var queue: [(id: ExecutionID, token: Int32)] = []
    /// Slots that were given back without having been taken.
    private(set) var faults = 0
    private(set) var taken = 0
    private(set) var released = 0

    init(limit: Int, _ behavior: OverflowBehavior) {
        (self.limit, self.behavior) = (limit, behavior)
    }

    func carryOut(_ effect: ExecutionEffect, of id: ExecutionID, in simulator: Simulator) {
        switch effect {
        case .requestSlot(let token):
            if held.count < limit {
                take(id, token, simulator)
            } else {
                simulator.post(id, .slot(.refused(behavior), token: token), after: 1)
            }
        case .enqueue(let token):
            queue.append((id, token))
            serve(simulator)
        case .dequeue: queue.removeAll { $0.id == id }
        case .releaseSlot:
            if held.remove(id) == nil { faults += 1 } else { released += 1 }
            serve(simulator)
        default: break
        }
    }

    private func take(_ id: ExecutionID, _ token: Int32, _ simulator: Simulator) {
        held.insert(id)
        taken += 1
        simulator.post(id, .slot(.granted, token: token), after: 1)
    }

    private func serve(_ simulator: Simulator) {
        while held.count < limit, !queue.isEmpty {
            let next = queue.removeFirst()
            take(next.id, next.token, simulator)
        }
    }
}
