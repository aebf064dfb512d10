/// A line of the log of a job.
public struct JobLogLine: Sendable, Equatable {
    /// When it was written, in milliseconds since 1970.
    public var at: Int64

    /// How much it matters.
    public var level: JobLogLevel

    /// What it says; what was made of secrets is masked.
    public var message: String

    /// The attempt that wrote it, from 1.
    public var attempt: Int32

    /// Makes a line.
    ///
    /// - Parameters:
    ///   - at: When it was written, in milliseconds since 1970.
    ///   - level: How much it matters.
    ///   - message: What it says.
    ///   - attempt: The attempt that wrote it.
    public init(at: Int64, level: JobLogLevel, message: String, attempt: Int32) {
        (self.at, self.level, self.message, self.attempt) = (at, level, message, attempt)
    }
}

/// How much a line of a log matters, the least first.
public enum JobLogLevel: String, Sendable, CaseIterable, Comparable {
    /// Everything.
    case trace = "TRACE"
    /// What helps to find faults.
    case debug = "DEBUG"
    /// What is good to know.
    case info = "INFO"
    /// What may be wrong.
    case warn = "WARN"
    /// What is wrong.
    case error = "ERROR"

    /// Whether a level matters less than another.
    public static func < (left: JobLogLevel, right: JobLogLevel) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .warn: 3
        case .error: 4
        }
    }
}
