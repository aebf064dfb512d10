import Flows
import JSON

extension LaneBatch {
    /// Carries out an effect as far as it is rows; the rest waits for the commit.
    mutating func carryOut(_ effect: ExecutionEffect, _ subject: inout ExecutionSubject) {
        let id = subject.state.id
        switch effect {
        case .evaluate(let question, let numbers):
            let key = ExecutionQuestion.Key(execution: id, subject: .evaluation(question))
            aftermath.append(.ask(LaneHand.Question(key: key, content: .evaluate(numbers))))
        case .requestSlot(let token): slot(.request(token: token), subject)
        case .enqueue(let token): slot(.enqueue(token: token), subject)
        case .dequeue: slot(.dequeue, subject)
        case .releaseSlot: slot(.release, subject)
        case .lookUp(let job):
            // No former results are kept: every task is run.
            follow(.cacheAnswered(job.reference, isHit: false), id)
        case .submit(let job): submit(job, subject)
        case .cancel(let reference): aftermath.append(.cancel(LaneHand.Key(execution: id, reference: reference)))
        case .discardDirectory(let number): aftermath.append(.discard(id, taskRun: number))
        case .startTimer(let timer, let at): drafts[id]?.timers.append((timer, at))
        case .startChild(let reference, let child): ask(for: child, reference, of: id)
        case .restartChild(let reference, let child):
            posted.append((child, .restart(for: ExecutionParent(id, reference))))
        case .killChild(let child): posted.append((child, .command(.kill(cascade: true))))
        case .record(let number, let output): record(output, number, &subject)
        case .report(let number, let reason): report(reason, number, subject)
        case .entered(let state): enter(state, &subject)
        case .startReplacement(let replacement, let attempt): replace(subject, by: replacement, attempt: attempt)
        case .refused(let refusal): refusals.append((id, refusal))
        }
    }

    private mutating func slot(_ wish: SlotRequest.Wish, _ subject: ExecutionSubject) {
        let limit = subject.scope.flow.flow.concurrency?.limit ?? Int.max
        slots.append(
            SlotRequest(subject.state.id, of: subject.scope.record.address, limit: Int64(limit), wish)
        )
    }

    private mutating func submit(_ job: Job, _ subject: ExecutionSubject) {
        let id = subject.state.id
        guard subject.isUpdate(job) else {
            aftermath.append(.submit(LaneHand.Work(execution: id, job: job)))
            return
        }
        let key = ExecutionQuestion.Key(execution: id, subject: .update(job.reference))
        aftermath.append(.ask(LaneHand.Question(key: key, content: .update(job))))
    }

    /// Has a job done that was not given out, for the commit that should have led to it is not known to have been made.
    mutating func resubmit(_ job: Job, of id: ExecutionID) {
        guard let subject = subjects[id] else { return }
        submit(job, subject)
    }

    mutating func ask(for child: ExecutionID, _ reference: ChildReference, of id: ExecutionID) {
        let key = ExecutionQuestion.Key(execution: id, subject: .child(reference))
        aftermath.append(.ask(LaneHand.Question(key: key, content: .child(child))))
    }

    // MARK: What task runs yield

    private mutating func record(_ output: TaskRunOutput, _ number: Int32, _ subject: inout ExecutionSubject) {
        var object = subject.scope.outputs.output(ofTaskRun: number) ?? [:]
        switch output {
        case .condition(let holds): object["evaluationResult"] = .bool(holds)
        case .choice(let value, let isDefault):
            object["value"] = .string(value)
            object["defaults"] = .bool(isDefault)
        case .iterations(let count): object["iterationCount"] = JSON(count)
        case .child(let child, let state):
            object["executionId"] = .string(child.description)
            if let state {
                object["state"] = .string(state.name)
                if state.isTerminal { wanted.append((subject.state.id, number, child)) }
            }
        case .children(let total, let success, let warning, let failed):
            object["numberOfBatches"] = JSON(total)
            object["iterations"] = [
                "CREATED": 0, "RUNNING": 0, "SUCCESS": JSON(success), "WARNING": JSON(warning), "FAILED": JSON(failed),
            ]
        case .resumed:
            guard let values else { return }
            object["onResume"] = .object(values)
        }
        keep(object, ofTaskRun: number, &subject)
    }

    private mutating func report(_ reason: FailureReason, _ number: Int32, _ subject: ExecutionSubject) {
        // A worker has written down itself why its task failed.
        if case .worker = reason { return }
        log(.error, reason.sentence, taskRun: number, subject)
    }

    // MARK: States

    private mutating func enter(_ state: RunState, _ subject: inout ExecutionSubject) {
        let id = subject.state.id
        entered.append((id, state))
        if state == .restarted, subject.scope.record.outputs != nil {
            subject.scope.record.outputs = nil
            drafts[id]?.flowOutputs = .some(nil)
        }
        drafts[id]?.isOver = state.isTerminal && subject.state.root.phase == .ended
        // One that was replaced has not ended for whom it was made: the other one goes on.
        guard state.isTerminal, state != .retried, let parent = subject.scope.record.parent else { return }
        posted.append((parent.execution, .childEnded(parent.reference, state)))
    }

    private mutating func replace(_ subject: ExecutionSubject, by id: ExecutionID, attempt: Int32) {
        var record = subject.scope.record
        record.id = id
        record.outputs = nil
        record.variables = subject.scope.record.loop == nil ? subject.scope.flow.flow.variables : record.variables
        var state = ExecutionState(
            subject.state.plan,
            id: id,
            at: now,
            labels: subject.state.labels,
            attempt: attempt,
            firstCreatedAt: subject.state.firstCreatedAt
        )
        created.append(NewExecution(record, subject.state.plan, rows: state.takeRows()))
        posted.append((id, .begin))
        if let parent = record.parent {
            posted.append((parent.execution, .childReplaced(parent.reference, by: id)))
        }
    }
}

extension FailureReason {
    /// The reason in a sentence for the log of an execution.
    var sentence: String {
        switch self {
        case .worker(let reason): reason
        case .evaluation(let reason): reason
        case .timeout: "the task took longer than its timeout allows"
        case .lostTooOften: "the workers of the task were lost more than \(ExecutionState.lossLimit) times"
        case .child(let reason): reason
        case .conditionNeverHeld: "the condition of the loop did not hold within its bounds"
        case .limit(let limit): "expected at most \(limit) task runs or values, found more"
        case .unexpectedValue: "an expression gave a value of another kind than the task needs"
        }
    }
}
