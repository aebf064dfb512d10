import Synchronization
import WorkerProtocol

/// Takes what a worker says of one job to the lane of its execution.
///
/// That it has begun, and what it writes, waits for a moment: most jobs are short, and their beginning is committed with their
/// end. What a job writes to its log may be more than can be committed. So much of it waits in memory at most; lines beyond that are
/// dropped, and the log says how many.
final class JobReporter: Sendable {
    private let key: JobKey
    private let lane: LaneKey
    private let execution: ExecutionID
    private let reference: JobReference
    private let budget: LogBudget
    private let dropped = Mutex(0)
    private let now: @Sendable () -> Int64
    private let mailbox: Mailbox<LaneLetter>
    private let later: @Sendable (@escaping @Sendable () -> Void) -> Void
    private let onEnd: @Sendable () -> Void

    init(
        _ key: JobKey,
        of lane: LaneKey,
        _ execution: ExecutionID,
        _ reference: JobReference,
        budget: LogBudget,
        to mailbox: Mailbox<LaneLetter>,
        now: @escaping @Sendable () -> Int64,
        later: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        onEnd: @escaping @Sendable () -> Void
    ) {
        (self.key, self.lane, self.execution, self.reference) = (key, lane, execution, reference)
        (self.budget, self.mailbox, self.now, self.later, self.onEnd) = (budget, mailbox, now, later, onEnd)
    }

    func report(_ report: JobReport) {
        switch report {
        case .logged(let lines):
            let kept = budget.take(lines)
            if kept.count < lines.count { dropped.withLock { $0 += lines.count - kept.count } }
            if !kept.isEmpty { leave(.report(execution, reference, .logged(kept))) }
        case .started(let worker): leave(.began(execution, reference, worker: worker, at: now()))
        case .finished:
            let missing = dropped.withLock { $0 }
            if missing > 0 { mailbox.post(.report(execution, reference, .logged([Self.line(missing)]))) }
            mailbox.post(.report(execution, reference, report))
            onEnd()
        }
    }

    private func leave(_ letter: LaneLetter) {
        guard mailbox.leave(letter) else { return }
        later { [mailbox] in mailbox.call() }
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
