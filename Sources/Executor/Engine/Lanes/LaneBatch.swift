import Daemon
import Flows
import JSON
import Tenancy

/// What one transaction of a lane changes: events in, rows and messages out.
///
/// It does no I/O. Executions are moved into it and out again, so that none is copied. What may be done only once the rows
/// are committed is collected apart.
struct LaneBatch {
    /// What is done after the commit.
    enum Aftermath: Sendable, Equatable {
        case ask(LaneHand.Question)
        case submit(LaneHand.Work)
        case cancel(LaneHand.Key)
        case discard(ExecutionID, taskRun: Int32)
    }

    /// What changes in an execution besides the rows of its machine.
    struct Draft {
        var outputs: [Int32: JSONObject?] = [:]
        var flowOutputs: JSONObject??
        var variables: JSONObject?
        var parent: ExecutionParent?
        var timers: [(timer: TimerID, at: Int64)] = []
        var fired: [TimerID] = []
        var isOver = false
    }

    /// What the batch was made of.
    struct Intake {
        var messages: [ExecutionMessage] = []
        /// Whether there may be more of the same in the database.
        var isFull = false
        /// Executions that were taken up from another executor; `nil` if none are to be.
        var recovered: [ExecutionID]?
    }

    /// Whose executions they are.
    let lane: LaneKey
    /// When it all happens, in milliseconds since 1970.
    let now: Int64

    var subjects: [ExecutionID: ExecutionSubject]
    private(set) var touched: [ExecutionID] = []
    var drafts: [ExecutionID: Draft] = [:]
    var created: [NewExecution] = []
    var posted: [(execution: ExecutionID, content: ExecutionMessage.Content)] = []
    var logs: [ExecutionLogLine] = []
    var slots: [SlotRequest] = []
    var aftermath: [Aftermath] = []
    /// Executions that entered a state.
    var entered: [(execution: ExecutionID, state: RunState)] = []
    /// Executions that are removed.
    var deleted: [ExecutionID: Bool] = [:]
    /// Executions that were asked for whose outputs are to be shown with the task run that asked.
    var wanted: [(execution: ExecutionID, taskRun: Int32, child: ExecutionID)] = []
    /// Task runs that ended, by state.
    var taskRuns: [RunState: Int] = [:]
    /// Commands that were refused.
    var refusals: [(execution: ExecutionID, refusal: ExecutionRefusal)] = []

    var intake = Intake()
    private var queue: [(ExecutionID, ExecutionEvent.Kind, at: Int64)] = []
    private var effects: [ExecutionEffect] = []
    /// What came with the command that is being applied.
    var values: JSONObject?

    init(_ lane: LaneKey, _ subjects: [ExecutionID: ExecutionSubject], at now: Int64) {
        (self.lane, self.subjects, self.now) = (lane, subjects, now)
    }

    /// Applies an event to an execution, and what follows at once from its effects.
    ///
    /// What has happened before the last event is taken to have happened with it.
    mutating func apply(_ kind: ExecutionEvent.Kind, to id: ExecutionID, at instant: Int64? = nil) {
        queue.append((id, kind, min(instant ?? now, now)))
        while !queue.isEmpty {
            let (id, kind, instant) = queue.removeFirst()
            // Taken out while it changes, so that its arrays are not copied.
            guard var subject = subjects.removeValue(forKey: id) else { continue }
            let at = max(instant, subject.state.now)
            let event = ExecutionEvent(kind, at: at, entropy: .random(in: .min ... .max))
            effects.removeAll(keepingCapacity: true)
            subject.state.apply(event, into: &effects)
            touch(id)
            let list = effects
            for effect in list { carryOut(effect, &subject) }
            subjects[id] = subject
        }
    }

    /// The wishes for slots so far; they are nobody's any more then.
    mutating func takeSlots() -> [SlotRequest] {
        defer { slots = [] }
        return slots
    }

    /// Has an event applied once what is being applied is done.
    mutating func follow(_ kind: ExecutionEvent.Kind, _ id: ExecutionID) {
        queue.append((id, kind, now))
    }

    mutating func touch(_ id: ExecutionID) {
        guard drafts[id] == nil else { return }
        drafts[id] = Draft()
        touched.append(id)
    }

    /// Keeps what a task run yields.
    mutating func keep(_ output: JSONObject, ofTaskRun number: Int32, _ subject: inout ExecutionSubject) {
        guard let run = subject.state.position(ofRun: number) else { return }
        subject.scope.outputs.set(output, ofTaskRun: number, at: subject.state.outputPath(of: run))
        touch(subject.state.id)
        drafts[subject.state.id]?.outputs[number] = .some(output)
    }

    /// Writes a line to the log of an execution.
    mutating func log(
        _ level: ExecutionLogLevel,
        _ message: String,
        taskRun number: Int32?,
        at instant: Int64? = nil,
        attempt: Int32? = nil,
        _ subject: ExecutionSubject
    ) {
        let run = number.flatMap(subject.state.position(ofRun:))
        let milliseconds = instant ?? now
        logs.append(
            ExecutionLogLine(
                execution: subject.state.id,
                flow: subject.scope.record.address,
                kind: subject.scope.record.kind,
                taskRun: number,
                taskRunID: number.map(subject.state.id(ofTaskRun:)),
                task: run.map { subject.state.plan.tasks[Int(subject.state.runs[Int($0)].task)].id },
                attempt: attempt ?? run.map { max(subject.state.runs[Int($0)].attempts, 1) },
                at: Instant(microseconds: milliseconds.multipliedReportingOverflow(by: 1000).partialValue),
                level: level,
                message: message
            )
        )
    }

    /// What is to be written; the executions have nothing unwritten then.
    mutating func finish() -> ExecutionBatch {
        for line in logs where line.level == .error { subjects[line.execution]?.note([line]) }
        var batch = ExecutionBatch()
        for id in touched where deleted[id] == nil {
            guard var subject = subjects.removeValue(forKey: id), let draft = drafts[id] else { continue }
            let rows = subject.state.takeRows()
            for row in rows.taskRuns where row.state.isTerminal && row.history.last?.at == now {
                taskRuns[row.state, default: 0] += 1
            }
            subject.scope.outputs.remove(rows.removedTaskRuns)
            var write = ExecutionWrite(id, subject.state.plan, rows: rows)
            write.outputs = draft.outputs.filter { !rows.removedTaskRuns.contains($0.key) }
            (write.flowOutputs, write.variables, write.parent) = (draft.flowOutputs, draft.variables, draft.parent)
            (write.startedTimers, write.endedTimers) = (draft.isOver ? [] : draft.timers, draft.fired)
            write.endsAllTimers = draft.isOver
            batch.writes.append(write)
            subjects[id] = subject
        }
        batch.created = created
        batch.posted = posted
        batch.logs = logs
        return batch
    }
}
