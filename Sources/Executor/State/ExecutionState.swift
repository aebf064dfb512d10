/// What is going on in one execution, and what happens next: events in, effects out.
///
/// A value without I/O, clock or chance. What it cannot know comes with the events: instants, random numbers, the values of
/// expressions, what workers and other executions say. `Docs/execution.md` tells states, transitions and invariants.
///
/// An event costs what it changes. Each task run knows its open children, each list how far it has come, so that nothing
/// is looked for among all task runs but by commands for all of them, such as `kill` and `restart`.
public struct ExecutionState: Sendable {
    /// More task runs in one execution fail those that would begin them.
    public static let taskRunLimit = 200_000

    /// More values for one task fail it.
    public static let valueLimit = 100_000

    /// A task run is not handed out again after so many workers were lost with it.
    public static let lossLimit = 10

    /// What a slot is to the execution.
    enum Slot: UInt8, Sendable {
        /// It has asked for none.
        case none
        /// It waits for the answer.
        case asked
        /// It waits for one.
        case queued
        /// It has one.
        case held
        /// It needs none any more.
        case returned
    }

    /// What is run.
    public internal(set) var plan: ExecutionPlan

    /// The identifier.
    public let id: ExecutionID

    /// The state.
    public internal(set) var state = RunState.created

    /// All states so far.
    public internal(set) var history: [StateChange]

    /// The labels.
    public internal(set) var labels: [ExecutionLabel]

    /// The tasks before which it halts.
    public internal(set) var breakpoints: [Breakpoint]

    /// Which attempt it is of the same execution, from 1; grows with restarts and replacements.
    public internal(set) var attempt: Int32

    /// When the first of these executions was made.
    public let firstCreatedAt: Int64

    /// When it is to begin, if not at once.
    public let scheduledAt: Int64?

    var token: Int32 = 0
    /// Fences what is being evaluated for the execution itself.
    var question: Int32 = 0
    var slot = Slot.none
    /// Which wish for a slot it is.
    var slotToken: Int32 = 0
    /// Wishes that were given up before they were answered; a slot that comes all the same is given back.
    var abandonedSlots: [Int32] = []
    var isHeld = false
    var asksAssertions = false
    var asksAgain = false
    var outputsAreDone = false
    var broken: [Int32] = []
    var forced: RunState?
    var replacementPolicy: Int32?
    var root = Scope()
    var runs: [TaskRun] = []
    var attempts: [Attempt] = []
    var iterations: [Iteration] = []
    var nextRun: Int32 = 0
    var nextIteration: Int32 = 0

    // What follows can be told from the rest.

    var lanes: [Lane] = []
    var freeLanes: [Int32] = []
    var pausedRuns: Int32 = 0
    var haltedRuns: Int32 = 0
    var retryingRuns: Int32 = 0

    // What follows matters during one event, or until the rows are taken.

    var now: Int64
    var entropy: UInt64 = 0
    var effects: [ExecutionEffect] = []
    var queue: [Int32] = []
    var changes = ExecutionChanges()

    /// Which task runs its own ones were in the execution that it was made of, by their numbers here.
    ///
    /// Empty if it was made of none. It is not kept in rows.
    public internal(set) var origins: [Int32: Int32] = [:]

    /// Makes an execution; it is `CREATED` until `begin` comes.
    ///
    /// - Parameters:
    ///   - plan: What is run.
    ///   - id: The identifier.
    ///   - instant: When it is made, in milliseconds since 1970.
    ///   - labels: The labels.
    ///   - breakpoints: The tasks before which it halts.
    ///   - scheduledAt: When it is to begin, if not at once.
    ///   - attempt: Which attempt it is, from 1.
    ///   - firstCreatedAt: When the first attempt was made, if it is not this one.
    public init(
        _ plan: ExecutionPlan,
        id: ExecutionID,
        at instant: Int64,
        labels: [ExecutionLabel] = [],
        breakpoints: [Breakpoint] = [],
        scheduledAt: Int64? = nil,
        attempt: Int32 = 1,
        firstCreatedAt: Int64? = nil
    ) {
        (self.plan, self.id, self.labels, self.breakpoints) = (plan, id, labels, breakpoints)
        (self.scheduledAt, self.attempt) = (scheduledAt, attempt)
        self.firstCreatedAt = firstCreatedAt ?? instant
        now = instant
        history = [StateChange(.created, at: instant)]
        changes.execution = true
    }

    /// Applies an event.
    ///
    /// Events that come late, twice or for nothing change nothing.
    ///
    /// - Parameter event: What happened.
    /// - Returns: What is to be done, in this order.
    public mutating func apply(_ event: ExecutionEvent) -> [ExecutionEffect] {
        var effects: [ExecutionEffect] = []
        apply(event, into: &effects)
        return effects
    }

    /// Applies an event, and appends what is to be done to a list that may be used again.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - list: What is to be done.
    public mutating func apply(_ event: ExecutionEvent, into list: inout [ExecutionEffect]) {
        swap(&effects, &list)
        (now, entropy) = (event.at, event.entropy)
        handle(event.kind)
        drain()
        showActivity()
        swap(&effects, &list)
    }

    private mutating func handle(_ kind: ExecutionEvent.Kind) {
        switch kind {
        case .begin: begin()
        case .slot(let answer, let token): take(answer, token)
        case .evaluated(let id, let values): evaluated(id, values)
        case .evaluationFailed(let id, let reason): evaluationFailed(id, reason)
        case .started(let job, let worker): started(job, worker)
        case .finished(let job, let result): finished(job, result)
        case .lost(let job): lost(job)
        case .cacheAnswered(let job, let isHit): cacheAnswered(job, isHit)
        case .timer(let timer): fired(timer)
        case .childStarted(let child): childStarted(child)
        case .childRefused(let child, let reason): childRefused(child, reason)
        case .childEnded(let child, let state): childEnded(child, state)
        case .childReplaced(let child, let id): childReplaced(child, id)
        case .command(let command): carryOut(command)
        }
    }
}

/// What has changed since the rows were last taken.
struct ExecutionChanges: Sendable {
    var execution = false
    var runs: [Int32] = []
    var attempts: [Int32] = []
    var iterations: [Int32] = []
    var removedRuns: [Int32] = []
}
