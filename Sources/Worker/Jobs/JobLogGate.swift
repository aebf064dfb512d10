/// Lets lines of a log through as long as there are not too many of them.
///
/// It knows no clock: instants come with the lines.
struct JobLogGate {
    private let limits: JobLogLimits
    private var second: Int64 = .min
    private var linesOfSecond = 0
    private var lines = 0
    private var bytes = 0

    /// How many lines were left out.
    private(set) var leftOut = 0

    init(_ limits: JobLogLimits) {
        self.limits = limits
    }

    /// Whether a line may be written, which is counted.
    ///
    /// - Parameters:
    ///   - size: Its length in bytes.
    ///   - milliseconds: When it is written.
    /// - Returns: Whether it may be.
    mutating func admits(_ size: Int, at milliseconds: Int64) -> Bool {
        let now = milliseconds / 1000
        if now != second { (second, linesOfSecond) = (now, 0) }
        guard linesOfSecond < limits.maximumLinesPerSecond, lines < limits.maximumLines,
            size <= limits.maximumBytes - bytes
        else {
            leftOut += 1
            return false
        }
        linesOfSecond += 1
        lines += 1
        bytes += size
        return true
    }
}
