import Daemon

// What the database calls the values of the state machine that the API does not show.

extension Step {
    /// The name in the database.
    var name: String {
        switch self {
        case .ready: "ready"
        case .when: "when"
        case .properties: "properties"
        case .cache: "cache"
        case .job: "job"
        case .scope: "scope"
        case .condition: "condition"
        case .interval: "interval"
        case .children: "children"
        case .childOutputs: "childOutputs"
        case .paused: "paused"
        case .retry: "retry"
        case .breakpoint: "breakpoint"
        case .done: "done"
        }
    }

    private static let all: [Step] = [
        .ready, .when, .properties, .cache, .job, .scope, .condition, .interval, .children, .childOutputs, .paused,
        .retry, .breakpoint, .done,
    ]

    init?(name: String) {
        guard let step = Self.all.first(where: { $0.name == name }) else { return nil }
        self = step
    }
}

extension Scope.Phase {
    /// The name in the database.
    var name: String {
        switch self {
        case .none: "none"
        case .assertions: "assertions"
        case .main: "main"
        case .errors: "errors"
        case .finally: "finally"
        case .settling: "settling"
        case .replacing: "replacing"
        case .after: "after"
        case .ended: "ended"
        }
    }

    private static let all: [Scope.Phase] = [
        .none, .assertions, .main, .errors, .finally, .settling, .replacing, .after, .ended,
    ]

    /// The name of a phase in rows, where it is a number.
    static func name(_ number: UInt8) -> String { Self(rawValue: number)?.name ?? "" }

    init?(name: String) {
        guard let phase = Self.all.first(where: { $0.name == name }) else { return nil }
        self = phase
    }
}

extension ExecutionState.Slot {
    private static let names = ["none", "asked", "queued", "held", "returned"]

    /// The name of a slot in rows, where it is a number.
    static func name(_ number: UInt8) -> String { names.indices.contains(Int(number)) ? names[Int(number)] : "" }

    /// The number of a name, for rows.
    static func number(_ name: String) -> UInt8? { names.firstIndex(of: name).map(UInt8.init) }
}

extension Job.Work {
    private static let names = ["run", "openDirectory", "closeDirectory"]

    /// The name in the database.
    var name: String { Self.names[Int(rawValue)] }

    init?(name: String) {
        guard let number = Self.names.firstIndex(of: name), let work = Self(rawValue: UInt8(number)) else {
            return nil
        }
        self = work
    }
}

extension TimerID.Purpose {
    /// The name in the database.
    var name: String {
        switch self {
        case .schedule: "schedule"
        case .retry: "retry"
        case .timeout: "timeout"
        case .pause: "pause"
        case .iteration: "iteration"
        case .serviceLevel: "serviceLevel"
        case .newExecution: "newExecution"
        }
    }

    /// Which promise is meant, -1 if it is about none.
    var promise: Int32 {
        if case .serviceLevel(let number) = self { number } else { -1 }
    }

    init?(name: String, promise: Int32) {
        switch name {
        case "schedule": self = .schedule
        case "retry": self = .retry
        case "timeout": self = .timeout
        case "pause": self = .pause
        case "iteration": self = .iteration
        case "serviceLevel": self = .serviceLevel(promise)
        case "newExecution": self = .newExecution
        default: return nil
        }
    }
}

extension Instant {
    /// An instant of the state machine; one that the database cannot tell becomes the nearest that it can.
    init(milliseconds: Int64) {
        let (microseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        // The database counts from 4713 BC.
        let least: Int64 = -200_000_000_000_000_000
        self.init(microseconds: overflow ? (milliseconds < 0 ? least : .max) : max(microseconds, least))
    }

    /// The milliseconds since 1970, rounded down.
    var milliseconds: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
