import Flows
import JSON
import WorkerProtocol

extension LaneBatch {
    /// More bytes of what one task yields fail it.
    static let outputLimit = 1 << 20
    /// More bytes of what all tasks of an execution yield fail the one that yields them.
    static let outputsLimit = 64 << 20

    // MARK: Messages and timers

    /// Deals with a message.
    mutating func deliver(_ content: ExecutionMessage.Content, to id: ExecutionID) {
        switch content {
        case .begin: apply(.begin, to: id)
        case .command(let command, _, let values): carryOut(command, values, on: id)
        case .childStarted(let reference): apply(.childStarted(reference), to: id)
        case .childRefused(let reference, let reason): apply(.childRefused(reference, reason), to: id)
        case .childEnded(let reference, let state): apply(.childEnded(reference, state), to: id)
        case .childReplaced(let reference, let other): apply(.childReplaced(reference, by: other), to: id)
        case .slot(let answer, let token): apply(.slot(answer, token: token), to: id)
        case .restart(let parent): restart(id, for: parent)
        case .delete(let withLogs): delete(id, withLogs: withLogs)
        }
    }

    private mutating func carryOut(_ command: ExecutionCommand, _ values: JSONObject?, on id: ExecutionID) {
        self.values = values
        apply(.command(command), to: id)
        self.values = nil
        if subjects[id]?.state.state == .restarted { apply(.begin, to: id) }
    }

    /// Restarts an execution for the one that asked for it.
    private mutating func restart(_ id: ExecutionID, for parent: ExecutionParent) {
        guard subjects[id] != nil else {
            posted.append((parent.execution, .childRefused(parent.reference, "the execution `\(id)` is gone")))
            return
        }
        touch(id)
        if subjects[id]?.scope.record.parent != parent {
            subjects[id]?.scope.record.parent = parent
            drafts[id]?.parent = parent
        }
        let before = refusals.count
        apply(.command(.restart), to: id)
        if refusals.count > before, let state = subjects[id]?.state.state, state.isTerminal {
            // Nothing in it failed: it has ended as it did before.
            posted.append((parent.execution, .childEnded(parent.reference, state)))
        }
        apply(.begin, to: id)
    }

    private mutating func delete(_ id: ExecutionID, withLogs: Bool) {
        // What it has given out is ended first.
        if let subject = subjects[id], !subject.state.state.isTerminal {
            apply(.command(.kill(cascade: true)), to: id)
        }
        deleted[id] = withLogs
        subjects[id] = nil
    }

    /// Ends an execution whose rows can no longer be written as they would be.
    mutating func end(_ id: ExecutionID, because reason: String) {
        guard let subject = subjects[id] else { return }
        log(.error, "the execution is ended: \(reason)", taskRun: nil, subject)
        apply(.command(.kill(cascade: true)), to: id)
    }

    /// Deals with an instant that was waited for.
    mutating func deliver(_ timer: TimerID, to id: ExecutionID) {
        touch(id)
        drafts[id]?.fired.append(timer)
        apply(.timer(timer), to: id)
    }

    // MARK: Workers

    /// Deals with what a worker says of a job.
    mutating func deliver(_ report: JobReport, of reference: JobReference, to id: ExecutionID, at instant: Int64) {
        guard subjects[id] != nil else { return }
        switch report {
        // Told later than it was; all else is told at once.
        case .started(let worker): apply(.started(reference, worker: worker), to: id, at: instant)
        case .logged(let lines):
            guard let subject = subjects[id] else { return }
            for line in lines {
                log(
                    line.level.ofExecution,
                    line.message,
                    taskRun: reference.taskRun,
                    // A line of the executor's own bears neither time nor attempt.
                    at: line.attempt > 0 ? line.at : nil,
                    attempt: line.attempt > 0 ? line.attempt : nil,
                    subject
                )
            }
        case .finished(let end): finish(end, reference, id)
        }
    }

    private mutating func finish(_ end: JobEnd, _ reference: JobReference, _ id: ExecutionID) {
        guard var subject = subjects.removeValue(forKey: id) else { return }
        // What comes too late, or of what is being ended, yields nothing.
        let run = subject.state.waiting(reference.taskRun, reference.token, .job)
        let isCurrent = run.map { subject.state.runs[Int($0)].state != .killing } ?? false
        var outcome = end.outcome
        if isCurrent, let outputs = end.outputs, outcome == .success || outcome == .warning {
            do {
                let kept = try Self.kept(outputs, end.secretPaths, subject.scope)
                keep(kept, ofTaskRun: reference.taskRun, &subject)
            } catch {
                log(.error, "\(error)", taskRun: reference.taskRun, subject)
                outcome = .failed("\(error)")
            }
        }
        subjects[id] = subject
        if isCurrent { for request in end.requests { post(request) } }
        switch outcome {
        case .success: apply(.finished(reference, .success), to: id)
        case .warning: apply(.finished(reference, .warning), to: id)
        case .failed(let reason): apply(.finished(reference, .failed(reason)), to: id)
        case .killed: apply(.finished(reference, .killed), to: id)
        case .skipped: apply(.finished(reference, .skipped), to: id)
        case .lost: apply(.lost(reference), to: id)
        }
    }

    /// Outputs as they are kept, if they are not too large.
    private static func kept(
        _ outputs: JSONObject,
        _ secrets: [[String]],
        _ scope: ExecutionScope
    ) throws -> JSONObject {
        var kept = outputs
        if !secrets.isEmpty {
            guard let cipher = scope.cipher else {
                throw EvaluationFailure("there is no key to keep secret outputs with")
            }
            kept = try SealedDocument.sealed(outputs, at: secrets, with: cipher)
        }
        let size = SealedDocument.weight(.object(kept))
        // The written form is never longer than what is counted, but for characters that are escaped.
        if size > outputLimit / 8, JSON.object(kept).serialized().count > outputLimit {
            throw EvaluationFailure("expected outputs of at most \(outputLimit) bytes, found more")
        }
        guard scope.outputs.weight + size <= outputsLimit else {
            throw EvaluationFailure("expected outputs of at most \(outputsLimit) bytes in one execution, found more")
        }
        return kept
    }

    private mutating func post(_ request: JobRequest) {
        switch request {
        case .resumeExecution(let text, let inputs):
            guard let other = ExecutionID(text) else { return }
            posted.append((other, .command(.resume(taskRun: nil), values: inputs.isEmpty ? nil : inputs)))
        case .killExecution(let text, let cascade):
            guard let other = ExecutionID(text) else { return }
            posted.append((other, .command(.kill(cascade: cascade))))
        }
    }

    // MARK: Answers

    /// Deals with an answer to a question.
    mutating func deliver(_ answer: ExecutionAnswer) {
        let id = answer.key.execution
        guard subjects[id] != nil else { return }
        switch answer.key.subject {
        case .evaluation(let question): deliver(answer.content, to: question, id)
        case .update(let reference): deliver(answer.content, ofUpdate: reference, id)
        case .child(let reference): deliver(answer.content, ofChild: reference, id)
        }
    }

    private mutating func deliver(
        _ content: ExecutionAnswer.Content,
        to question: EvaluationID,
        _ id: ExecutionID
    ) {
        switch content {
        case .values(let values): return apply(.evaluated(question, values), to: id)
        case .outputs(let outputs):
            touch(id)
            guard let subject = subjects[id], subject.state.question == question.token else { return }
            subjects[id]?.scope.record.outputs = outputs
            drafts[id]?.flowOutputs = .some(outputs)
            return apply(.evaluated(question, [.nothing]), to: id)
        case .childOutputs(let json):
            if let number = question.taskRun, var subject = subjects.removeValue(forKey: id) {
                if subject.state.waiting(number, question.token, .childOutputs) != nil {
                    var output = subject.scope.outputs.output(ofTaskRun: number) ?? [:]
                    output["outputs"] = json
                    keep(output, ofTaskRun: number, &subject)
                }
                subjects[id] = subject
            }
            return apply(.evaluated(question, [.nothing]), to: id)
        case .failed(let reason):
            // A task run says itself why it failed.
            if question.taskRun == nil, let subject = subjects[id], subject.state.question == question.token {
                log(.error, reason, taskRun: nil, subject)
            }
            return apply(.evaluationFailed(question, reason), to: id)
        case .labels, .variables, .child: return
        }
    }

    private mutating func deliver(
        _ content: ExecutionAnswer.Content,
        ofUpdate reference: JobReference,
        _ id: ExecutionID
    ) {
        guard let subject = subjects[id],
            let run = subject.state.waiting(reference.taskRun, reference.token, .job),
            subject.state.runs[Int(run)].state != .killing
        else { return apply(.finished(reference, .killed), to: id) }
        switch content {
        case .labels(let labels): apply(.command(.setLabels(labels)), to: id)
        case .variables(let set, let removed):
            touch(id)
            var variables = subject.scope.record.variables
            for name in removed { variables[name] = nil }
            for (name, value) in set.members { variables[name] = value }
            guard SealedDocument.weight(.object(variables)) <= Self.outputLimit else {
                let reason = "expected variables of at most \(Self.outputLimit) bytes, found more"
                log(.error, reason, taskRun: reference.taskRun, subject)
                return apply(.finished(reference, .failed(reason)), to: id)
            }
            subjects[id]?.scope.record.variables = variables
            drafts[id]?.variables = variables
        case .failed(let reason):
            log(.error, reason, taskRun: reference.taskRun, subject)
            return apply(.finished(reference, .failed(reason)), to: id)
        case .values, .outputs, .childOutputs, .child: break
        }
        apply(.finished(reference, .success), to: id)
    }

    private mutating func deliver(
        _ content: ExecutionAnswer.Content,
        ofChild reference: ChildReference,
        _ id: ExecutionID
    ) {
        guard let subject = subjects[id], subject.state.awaits(reference) else {
            // Nobody waits for it any more: it is not made.
            return apply(.childRefused(reference, "the execution was ended before it was made"), to: id)
        }
        switch content {
        case .child(let execution):
            created.append(execution)
            posted.append((execution.record.id, .begin))
            apply(.childStarted(reference), to: id)
        case .failed(let reason): apply(.childRefused(reference, reason), to: id)
        default: break
        }
    }
}

extension JobLogLevel {
    /// The level in the log of an execution.
    var ofExecution: ExecutionLogLevel {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .warn: .warn
        case .error: .error
        }
    }
}
