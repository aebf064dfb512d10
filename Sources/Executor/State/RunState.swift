/// The state of an execution, a task run or an attempt.
public enum RunState: UInt8, Sendable, CaseIterable {
    /// Accepted, not yet begun.
    case created
    /// Waiting for a slot.
    case queued
    /// Handed to the workers, not yet begun.
    case submitted
    /// At work.
    case running
    /// Halted until it is resumed.
    case paused
    /// Halted before a task that was marked.
    case breakpoint
    /// To be begun again.
    case restarted
    /// To be ended; the end is not yet confirmed.
    case killing
    /// Waiting for the next attempt.
    case retrying
    /// Ended well.
    case success
    /// Ended with a warning.
    case warning
    /// Ended badly.
    case failed
    /// Ended from outside.
    case killed
    /// Ended before it could do its work.
    case cancelled
    /// Left out.
    case skipped
    /// Replaced by another execution.
    case retried
    /// Handed out again, for the worker was lost.
    case resubmitted

    /// Whether it is an end.
    public var isTerminal: Bool { rawValue >= RunState.success.rawValue }

    /// Whether it is waiting to be begun.
    public var isStart: Bool { self == .created || self == .restarted }

    /// The name that the API uses.
    public var name: String {
        switch self {
        case .created: "CREATED"
        case .queued: "QUEUED"
        case .submitted: "SUBMITTED"
        case .running: "RUNNING"
        case .paused: "PAUSED"
        case .breakpoint: "BREAKPOINT"
        case .restarted: "RESTARTED"
        case .killing: "KILLING"
        case .retrying: "RETRYING"
        case .success: "SUCCESS"
        case .warning: "WARNING"
        case .failed: "FAILED"
        case .killed: "KILLED"
        case .cancelled: "CANCELLED"
        case .skipped: "SKIPPED"
        case .retried: "RETRIED"
        case .resubmitted: "RESUBMITTED"
        }
    }

    /// Finds a state by the name that the API uses.
    ///
    /// - Parameter name: The name.
    public init?(name: String) {
        guard let state = RunState.allCases.first(where: { $0.name == name }) else { return nil }
        self = state
    }
}

/// A state and the instant at which it was entered, in milliseconds since 1970.
public struct StateChange: Sendable, Hashable {
    /// The state.
    public var state: RunState

    /// The instant.
    public var at: Int64

    /// Makes a change.
    ///
    /// - Parameters:
    ///   - state: The state.
    ///   - at: The instant.
    public init(_ state: RunState, at: Int64) {
        (self.state, self.at) = (state, at)
    }
}

extension [StateChange] {
    /// Adds a state, unless it is the last one already.
    ///
    /// `SUBMITTED` gives way to the state that follows: it says where a task run is, and the attempt keeps its time.
    mutating func enter(_ state: RunState, at instant: Int64) {
        let end = count - 1
        guard end >= 0 else { return append(StateChange(state, at: instant)) }
        guard self[end].state != state else { return }
        if self[end].state == .submitted, state == .running {
            self[end] = StateChange(state, at: instant)
        } else {
            append(StateChange(state, at: instant))
        }
    }
}
