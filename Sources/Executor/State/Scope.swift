/// How far the tasks within a task, or within the execution, have come.
struct Scope: Sendable, Equatable {
    /// The lists of a scope, in the order in which they run.
    enum Phase: UInt8, Sendable {
        /// Nothing has begun.
        case none
        /// The assertions of the flow are being evaluated.
        case assertions
        /// The tasks.
        case main
        /// What runs on failure.
        case errors
        /// What runs in the end.
        case finally
        /// The outputs of the flow are being evaluated, or an assertion.
        case settling
        /// The execution failed, and another one will be made.
        case replacing
        /// What runs after the end.
        case after
        /// Nothing is left.
        case ended
    }

    var phase = Phase.none
    var outcome = Outcome()
    /// The main list, -1 if none was chosen.
    var list: Int32 = -1
    /// How many values there are.
    var total: Int32 = 0
    /// How many iterations have begun.
    var next: Int32 = 0

    // What follows can be told from the task runs.

    /// How many lanes, or executions, have not ended.
    var open: Int32 = 0
    /// Grows when all lanes are given up.
    var generation: Int32 = 0
    /// The open task runs within, linked in the order in which they began.
    var firstOpen: Int32 = -1
    var lastOpen: Int32 = -1
}

/// How task runs have ended, all taken together.
struct Outcome: OptionSet, Sendable {
    var rawValue: UInt8

    static let warned = Outcome(rawValue: 1)
    static let failed = Outcome(rawValue: 2)
    static let killed = Outcome(rawValue: 4)

    /// The state of what contains them: the worst of theirs.
    var state: RunState {
        if contains(.killed) { return .killed }
        if contains(.failed) { return .failed }
        return contains(.warned) ? .warning : .success
    }

    /// Whether nothing more is begun after them.
    var stops: Bool { !isDisjoint(with: [.failed, .killed]) }
}

extension RunState {
    /// What the end of a task run contributes to what contains it.
    var outcome: Outcome {
        switch self {
        case .warning: .warned
        case .failed, .cancelled: .failed
        case .killed: .killed
        default: []
        }
    }
}

/// One list of tasks being run.
struct Lane: Sendable, Equatable {
    /// The position of the task run that it belongs to, -1 for the execution.
    var owner: Int32
    /// The list's number, -1 if the lane is free.
    var list: Int32
    /// Which iteration of the owner, -1 if it has none.
    var iteration: Int32
    /// The generation of the scope that opened it.
    var generation: Int32
    /// The next task of the list.
    var next: Int32 = 0
    /// How many task runs have not ended.
    var open: Int32 = 0
    var outcome = Outcome()
    /// How many tasks each waits for, in a graph; -1 once it has begun.
    var waiting: [Int32] = []
    /// The tasks that wait for none any more, in a graph.
    var ready: [Int32] = []
}
