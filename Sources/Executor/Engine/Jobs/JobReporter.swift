import Synchronization
import WorkerProtocol

/// Takes what a worker says of one job to the lane of its execution.
///
/// That it has begun, and what it writes, waits for a moment: most jobs are short, and their beginning is committed with
/// their end. What a job writes to its log may be more than can be committed. So much of it waits in memory at most; lines
/// beyond that are dropped, and the log says how many.
final class JobReporter: Sendable {
    private let job: LaneHand.Key
    private let budget: LogBudget
    private let dropped = Mutex(0)
    private let mailbox: Mailbox<LaneLetter>
    private let now: @Sendable () -> Int64
    private let later: @Sendable (@escaping @Sendable () -> Void) -> Void
    private let onEnd: @Sendable () -> Void

    init(
        of job: LaneHand.Key,
        budget: LogBudget,
        to mailbox: Mailbox<LaneLetter>,
        now: @escaping @Sendable () -> Int64,
        later: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        onEnd: @escaping @Sendable () -> Void
    ) {
        (self.job, self.budget, self.mailbox) = (job, budget, mailbox)
        (self.now, self.later, self.onEnd) = (now, later, onEnd)
    }

    func report(_ report: JobReport) {
        switch report {
        case .started: leave(report)
        case .logged(let lines):
            let kept = budget.take(lines)
            if kept.count < lines.count { dropped.withLock { $0 += lines.count - kept.count } }
            if !kept.isEmpty { leave(.logged(kept)) }
        case .finished:
            let missing = dropped.withLock { $0 }
            if missing > 0 { mailbox.post(letter(.logged([Self.line(missing)]))) }
            mailbox.post(letter(report))
            onEnd()
        }
    }

    private func leave(_ report: JobReport) {
        guard mailbox.leave(letter(report)) else { return }
        later { [mailbox] in mailbox.call() }
    }

    private func letter(_ report: JobReport) -> LaneLetter {
        .report(job.execution, job.reference, report, at: now())
    }

    private static func line(_ missing: Int) -> JobLogLine {
        let message = "\(missing) lines of the log were dropped: they came faster than they could be kept"
        return JobLogLine(at: 0, level: .warn, message: message, attempt: 0)
    }
}

/// How many bytes of log lines of one lane wait in memory to be committed.
final class LogBudget: Sendable {
    private let used = Mutex(0)
    private let limit: Int

    init(_ limit: Int = 8 << 20) {
        self.limit = limit
    }

    /// Takes lines as long as there is room.
    func take(_ lines: [JobLogLine]) -> [JobLogLine] {
        used.withLock { used in
            let kept = lines.prefix { line in
                guard used < limit else { return false }
                used += Self.weight(line)
                return true
            }
            return Array(kept)
        }
    }

    /// Gives back the room of lines.
    func give(_ lines: [JobLogLine]) {
        let weight = lines.reduce(0) { $0 + Self.weight($1) }
        used.withLock { $0 = max($0 - weight, 0) }
    }

    private static func weight(_ line: JobLogLine) -> Int { 64 + line.message.utf8.count }
}
