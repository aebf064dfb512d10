import Daemon
import Expressions
import Synchronization
import WorkerProtocol

/// The log of one attempt: masks, bounds and reports its lines.
final class JobLog: Sendable {
    private let gate: Mutex<JobLogGate>
    private let limits: JobLogLimits
    private let least: JobLogLevel
    private let attempt: Int32
    private let mask: SecretMask
    private let clock: any WallClock
    private let report: @Sendable (JobReport) -> Void

    init(
        of job: TaskJob,
        _ limits: JobLogLimits,
        mask: SecretMask,
        clock: any WallClock,
        report: @escaping @Sendable (JobReport) -> Void
    ) {
        gate = Mutex(JobLogGate(limits))
        least = job.task.logLevel.flatMap { JobLogLevel(rawValue: $0) } ?? .trace
        attempt = job.attempt
        (self.limits, self.mask, self.clock, self.report) = (limits, mask, clock, report)
    }

    /// Writes lines, one report for all of them.
    func write(_ level: JobLogLevel, _ messages: [ExpressionText]) {
        guard level >= least else { return }
        let at = milliseconds
        var lines: [JobLogLine] = []
        for message in messages {
            // Masked before it is cut: half of a secret is not known for one.
            let text = Self.cut(mask.apply(to: message), to: limits.maximumLineBytes)
            guard gate.withLock({ $0.admits(text.utf8.count, at: at) }) else { continue }
            lines.append(JobLogLine(at: at, level: level, message: text, attempt: attempt))
        }
        if !lines.isEmpty { report(.logged(lines)) }
    }

    /// Writes a line of our own words.
    func write(_ level: JobLogLevel, _ message: String) {
        write(level, [ExpressionText(message)])
    }

    /// Says how many lines were left out, if any were.
    func finish() {
        let leftOut = gate.withLock { $0.leftOut }
        guard leftOut > 0 else { return }
        let message = """
            \(leftOut) lines were left out: a task may write \(limits.maximumLinesPerSecond) lines a second, \
            \(limits.maximumLines) lines and \(limits.maximumBytes) bytes in all
            """
        report(.logged([JobLogLine(at: milliseconds, level: .warn, message: message, attempt: attempt)]))
    }

    private var milliseconds: Int64 { clock.now.microseconds / 1000 }

    /// The beginning of a text that is too long, with a word on how long it was.
    static func cut(_ text: String, to limit: Int) -> String {
        let length = text.utf8.count
        guard length > limit else { return text }
        var end = limit
        let bytes = text.utf8.span
        // Not within a character.
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        let whole = text.utf8.index(text.utf8.startIndex, offsetBy: end)
        return text[..<whole] + "… (\(length) bytes)"
    }
}
