extension ExecutionState {
    /// The rows that changed since they were last taken.
    ///
    /// - Returns: Each changed row once, as it is now.
    public mutating func takeRows() -> ExecutionRows {
        var rows = ExecutionRows()
        if changes.execution { rows.execution = executionRow }
        rows.taskRuns.reserveCapacity(changes.runs.count)
        for run in changes.runs {
            runs[Int(run)].isChanged = false
            rows.taskRuns.append(row(ofRun: run))
        }
        for attempt in changes.attempts {
            attempts[Int(attempt)].isChanged = false
            rows.attempts.append(row(ofAttempt: Int(attempt)))
        }
        for iteration in changes.iterations {
            iterations[Int(iteration)].isChanged = false
            rows.iterations.append(row(ofIteration: Int(iteration)))
        }
        rows.removedTaskRuns = changes.removedRuns
        changes.execution = false
        changes.runs.removeAll(keepingCapacity: true)
        changes.attempts.removeAll(keepingCapacity: true)
        changes.iterations.removeAll(keepingCapacity: true)
        changes.removedRuns.removeAll()
        return rows
    }

    /// All rows.
    public var rows: ExecutionRows {
        var rows = ExecutionRows()
        rows.execution = executionRow
        rows.taskRuns = runs.indices.map { row(ofRun: Int32($0)) }
        rows.attempts = attempts.indices.map(row(ofAttempt:))
        rows.iterations = iterations.indices.map(row(ofIteration:))
        return rows
    }

    /// The identifier of a task run.
    ///
    /// - Parameter number: The task run's number.
    /// - Returns: The identifier, the same each time.
    public func id(ofTaskRun number: Int32) -> ExecutionID {
        id.derived(.taskRun, Int64(number))
    }

    private var executionRow: ExecutionRow {
        ExecutionRow(
            id: id,
            state: state,
            history: history,
            labels: labels,
            breakpoints: breakpoints,
            attempt: attempt,
            firstCreatedAt: firstCreatedAt,
            scheduledAt: scheduledAt,
            token: token,
            question: question,
            slot: slot.rawValue,
            slotToken: slotToken,
            abandonedSlots: abandonedSlots,
            isHeld: isHeld,
            asksAssertions: asksAssertions,
            asksAgain: asksAgain,
            outputsAreDone: outputsAreDone,
            broken: broken,
            forced: forced,
            replacementPolicy: replacementPolicy,
            phase: root.phase.rawValue,
            outcome: root.outcome.rawValue,
            nextTaskRun: nextRun,
            nextIteration: nextIteration
        )
    }

    private func row(ofRun position: Int32) -> TaskRunRow {
        let run = runs[Int(position)]
        return TaskRunRow(
            number: run.number,
            id: id(ofTaskRun: run.number),
            task: run.task,
            parent: run.parent >= 0 ? runs[Int(run.parent)].number : nil,
            iteration: run.iteration >= 0 ? run.iteration : nil,
            value: value(of: position),
            state: run.state,
            history: run.history,
            step: run.step,
            token: run.token,
            round: run.round,
            failures: run.failures,
            losses: run.losses,
            roundStart: run.roundStart,
            timeout: run.timeout >= 0 ? run.timeout : nil,
            limit: run.limit,
            interval: run.interval,
            deadline: run.deadline,
            values: run.values >= 0 ? iterations[Int(run.values)].number : nil,
            work: run.work,
            forced: run.forced,
            phase: run.scope.phase.rawValue,
            outcome: run.scope.outcome.rawValue,
            list: run.scope.list >= 0 ? run.scope.list : nil,
            total: run.scope.total,
            next: run.scope.next
        )
    }

    private func row(ofAttempt position: Int) -> AttemptRow {
        let attempt = attempts[position]
        return AttemptRow(
            taskRun: runs[Int(attempt.run)].number,
            number: attempt.number,
            state: attempt.state,
            worker: attempt.worker,
            submittedAt: attempt.submittedAt,
            startedAt: attempt.startedAt >= 0 ? attempt.startedAt : nil,
            endedAt: attempt.endedAt >= 0 ? attempt.endedAt : nil
        )
    }

    private func row(ofIteration position: Int) -> IterationRow {
        let iteration = iterations[position]
        return IterationRow(
            number: iteration.number,
            taskRun: runs[Int(iteration.run)].number,
            index: iteration.index,
            value: iteration.value,
            child: iteration.child,
            state: iteration.state,
            isJudged: iteration.isJudged
        )
    }
}
