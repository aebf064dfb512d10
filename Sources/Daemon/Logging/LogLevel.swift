/// How much a log line matters.
public enum LogLevel: String, Sendable, CaseIterable, Comparable {
    /// Everything.
    case trace
    /// Connections and decisions.
    case debug
    /// What happened and cannot be thrown.
    case info
    /// What an operator must look at.
    case warning
    /// What an operator must repair.
    case error
    /// What ends the process.
    case critical

    var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .warning: 3
        case .error: 4
        case .critical: 5
        }
    }

    /// Whether a level matters less than another.
    ///
    /// - Parameters:
    ///   - first: A level.
    ///   - second: Another one.
    /// - Returns: Whether the first matters less.
    public static func < (first: LogLevel, second: LogLevel) -> Bool { first.rank < second.rank }
}
