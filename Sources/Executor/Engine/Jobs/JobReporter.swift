import Synchronization
import WorkerProtocol

/// Takes what a worker says of one job to the lane of its execution.
///
/// What a job writes to its log may be more than can be committed. So much of it waits in memory at most; lines beyond that are
/// dropped, and the log says how many.
final class JobReporter: Sendable {
    private let key: JobKey
    private let lane: LaneKey
    private let execution: ExecutionID
    private let reference: JobReference
    private let budget: LogBudget
    private let dropped = Mutex(0)
    private let post: @Sendable (LaneLetter) -> Void
    private let onEnd: @Sendable () -> Void

    init(
        _ key: JobKey,
        of lane: LaneKey,
        _ execution: ExecutionID,
        _ reference: JobReference,
        budget: LogBudget,
        post: @escaping @Sendable (LaneLetter) -> Void,
        onEnd: @escaping @Sendable () -> Void
    ) {
        (self.key, self.lane, self.execution, self.reference) = (key, lane, execution, reference)
        (self.budget, self.post, self.onEnd) = (budget, post, onEnd)
    }

    func report(_ report: JobReport) {
        switch report {
        case .logged(let lines):
            let kept = budget.take(lines)
            if kept.count < lines.count { dropped.withLock { $0 += lines.count - kept.count } }
            if !kept.isEmpty { post(.report(execution, reference, .logged(kept))) }
        case .started: post(.report(execution, reference, report))
        case .finished:
            let missing = dropped.withLock { $0 }
            if missing > 0 { post(.report(execution, reference, .logged([Self.line(missing)]))) }
            post(.report(execution, reference, report))
            onEnd()
        }
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
