import Daemon
import Flows
import Tenancy
import WorkerProtocol

/// The only one that writes the executions of a tenant in a shard, as long as the shard is held.
///
/// It takes what has come, applies it, commits all of it in one transaction, and only then does what follows: questions go
/// to the evaluator, jobs to the workers. What fails is read again from the database and done again; fences see to it that
/// nothing counts twice.
///
/// It is used by one task alone.
final class LaneWorker {
    let parts: ExecutorParts
    let lane: LaneKey
    let lease: ShardLease
    let mailbox: Mailbox<LaneLetter>
    let cipher: InputCipher?
    let logBudget = LogBudget()
    let logger: Logger

    /// The executions in memory.
    var subjects: [ExecutionID: ExecutionSubject] = [:]
    var hand: LaneHand
    var uses: UInt64 = 0
    /// Which executions are still to be taken up from another executor: those after this one; `nil` for none.
    var recovery: ExecutionID?
    /// Executions whose rows can no longer be written, and why; they are ended.
    var poisoned: [ExecutionID: String] = [:]
    /// The executions of a batch that is not known to be committed: if it was, nobody has yet done what follows from it.
    var suspects: Set<ExecutionID> = []
    /// Executions that cannot be written at all; what is for them is dropped.
    var dropped: Set<ExecutionID> = []
    /// Whether nothing new is begun any more.
    var isStopping = false
    /// When the next alarm rings, in milliseconds since 1970.
    var alarm = Int64.max

    init(_ start: LaneBoard.Start, _ parts: ExecutorParts) {
        (self.parts, lane, lease, mailbox) = (parts, start.lane, start.lease, start.mailbox)
        recovery = start.recovers ? ExecutionID(0, 0) : nil
        hand = LaneHand(questionLimit: parts.configuration.questions)
        let tenant = start.lane.tenant
        cipher = parts.sealer.map { .executions($0, of: tenant) }
        logger = parts.logger.with(["tenant.id": tenant.description, "shard.id": Int(start.lane.shard)])
    }

    /// Works until the mailbox is closed, or nothing is left to do.
    func run() async {
        await withDiscardingTaskGroup { group in
            while let letters = await mailbox.take() {
                accept(letters)
                guard await work(letters) else { break }
                for question in startQuestions() {
                    let (evaluator, mailbox) = (parts.evaluator, mailbox)
                    group.addTask {
                        mailbox.post(.answer(await evaluator.answer(question)))
                    }
                }
                startJobs()
                trim()
                if isIdle, mailbox.closeIfEmpty() { break }
            }
            group.cancelAll()
        }
        abandonJobs()
        parts.room.forget(lane)
        parts.board.ended(lane, mailbox)
    }

    /// Whether nothing has to be kept in memory.
    private var isIdle: Bool { subjects.isEmpty && hand.isEmpty && recovery == nil }

    /// Takes back what was in hand.
    private func accept(_ letters: [LaneLetter]) {
        for letter in letters {
            switch letter {
            case .answer(let answer): _ = hand.answered(answer.key)
            case .report(let id, let reference, .finished, _):
                _ = hand.ended(LaneHand.Key(execution: id, reference: reference))
            case .report(_, _, .logged(let lines), _): logBudget.give(lines)
            case .doze: doze()
            case .stop: isStopping = true
            case .report, .rung, .room: break
            }
        }
    }

    /// Lets go of all that is in memory, for there was nothing to do for a while.
    private func doze() {
        subjects = subjects.filter { hand.waits($0.key) }
    }

    // MARK: Memory

    /// Lets go of the executions that were not used for longest, as long as all take too much memory.
    private func trim() {
        // Looking at all of them takes its time, too.
        guard uses & 15 == 0 || subjects.count < 64 else { return }
        let share = max(parts.configuration.memory / max(parts.board.laneCount, 1), 1 << 20)
        var weights = subjects.mapValues(\.weight)
        var sum = weights.values.reduce(0, +)
        guard sum > share else { return }
        for id in subjects.sorted(by: { $0.value.lastUse < $1.value.lastUse }).map(\.key) {
            guard sum > share, subjects.count > 1 else { return }
            // What waits for its turn is needed then.
            if hand.waits(id) { continue }
            sum -= weights.removeValue(forKey: id) ?? 0
            subjects[id] = nil
        }
    }

    /// Ends the jobs that run, for their results are nobody's any more: whoever takes up the shard has them done again.
    private func abandonJobs() {
        for key in hand.runningJobs { parts.runner.cancel(jobKey(key)) }
    }

    func jobKey(_ key: LaneHand.Key) -> JobKey {
        JobKey(
            tenant: lane.tenant.description,
            execution: key.execution.description,
            taskRun: key.reference.taskRun,
            token: key.reference.token
        )
    }
}
