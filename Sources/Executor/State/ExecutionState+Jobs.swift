extension ExecutionState {
    /// Asks whether there is a former result.
    mutating func lookUp(_ run: Int32) {
        wait(run, for: .cache)
        emit(.lookUp(job(run, attempt: 1)))
    }

    mutating func cacheAnswered(_ reference: JobReference, _ isHit: Bool) {
        guard let run = waiting(reference.taskRun, reference.token, .cache) else { return }
        if isHit { close(run, .success) } else { submit(run, .run) }
    }

    /// Hands an attempt to the workers.
    mutating func submit(_ run: Int32, _ work: Job.Work) {
        if work != .closeDirectory { beginAttempt(run, .submitted) }
        runs[Int(run)].work = work
        wait(run, for: .job)
        if work != .closeDirectory { enter(.submitted, run: run) }
        emit(.submit(job(run, attempt: runs[Int(run)].attempts)))
    }

    func job(_ run: Int32, attempt: Int32) -> Job {
        Job(
            reference: JobReference(taskRun: runs[Int(run)].number, token: runs[Int(run)].token),
            task: runs[Int(run)].task,
            attempt: attempt,
            work: runs[Int(run)].work,
            directory: directory(of: run).map { runs[Int($0)].number }
        )
    }

    /// The task run whose directory a task run works in.
    func directory(of run: Int32) -> Int32? {
        guard let task = plan.tasks[Int(runs[Int(run)].task)].directory else { return nil }
        var parent = runs[Int(run)].parent
        while parent >= 0, runs[Int(parent)].task != task { parent = runs[Int(parent)].parent }
        return parent >= 0 ? parent : nil
    }

    mutating func beginAttempt(_ run: Int32, _ state: RunState) {
        if runs[Int(run)].failures == 0, runs[Int(run)].losses == 0 { runs[Int(run)].roundStart = now }
        runs[Int(run)].attempts += 1
        let attempt = Attempt(
            run: run,
            number: runs[Int(run)].attempts,
            state: state,
            submittedAt: now,
            startedAt: state == .running ? now : -1,
            previous: runs[Int(run)].lastAttempt
        )
        runs[Int(run)].lastAttempt = Int32(attempts.count)
        changes.attempts.append(Int32(attempts.count))
        attempts.append(attempt)
        touch(run)
    }

    mutating func endAttempt(_ run: Int32, _ state: RunState) {
        let attempt = runs[Int(run)].lastAttempt
        guard attempt >= 0, !attempts[Int(attempt)].state.isTerminal else { return }
        attempts[Int(attempt)].state = state
        attempts[Int(attempt)].endedAt = now
        touch(attempt: attempt)
    }

    private mutating func startAttempt(_ run: Int32, _ worker: String?) {
        let attempt = runs[Int(run)].lastAttempt
        guard attempt >= 0, attempts[Int(attempt)].state == .submitted else { return }
        attempts[Int(attempt)].state = .running
        attempts[Int(attempt)].startedAt = now
        attempts[Int(attempt)].worker = worker
        touch(attempt: attempt)
    }

    /// The task run of a number, if it waits for this with this token.
    func waiting(_ number: Int32, _ token: Int32, _ step: Step) -> Int32? {
        guard let run = position(ofRun: number), runs[Int(run)].token == token, runs[Int(run)].step == step else {
            return nil
        }
        return run
    }

    mutating func started(_ reference: JobReference, _ worker: String?) {
        guard let run = waiting(reference.taskRun, reference.token, .job), runs[Int(run)].state == .submitted else {
            return
        }
        start(run, worker)
    }

    private mutating func start(_ run: Int32, _ worker: String?) {
        enter(.running, run: run)
        startAttempt(run, worker)
        startTimeout(run)
    }

    mutating func finished(_ reference: JobReference, _ result: JobResult) {
        guard let run = waiting(reference.taskRun, reference.token, .job) else { return }
        // What was killed is not asked how it ended.
        if runs[Int(run)].state == .killing { return confirmKill(run) }
        if runs[Int(run)].state == .submitted {
            enter(.running, run: run)
            startAttempt(run, nil)
        }
        switch runs[Int(run)].work {
        case .run: finishedRun(run, result)
        case .openDirectory: openedDirectory(run, result)
        case .closeDirectory: closedDirectory(run, result)
        }
    }

    private mutating func confirmKill(_ run: Int32) {
        endAttempt(run, .killed)
        close(run, .killed)
    }

    private mutating func finishedRun(_ run: Int32, _ result: JobResult) {
        switch result {
        case .success: succeed(run, .success)
        case .warning: succeed(run, .warning)
        case .skipped: succeed(run, .skipped)
        case .killed: confirmKill(run)
        case .failed(let reason): failAttempt(run, .worker(reason))
        }
    }

    /// Ends a task run whose attempt went well.
    mutating func succeed(_ run: Int32, _ state: RunState) {
        endAttempt(run, state)
        var end = state
        if end == .success, runs[Int(run)].failures > 0,
            let policy = plan.tasks[Int(runs[Int(run)].task)].retry, plan.policies[Int(policy)].warningOnRetry
        {
            end = .warning
        }
        close(run, end)
    }

    /// Hands out again what a lost worker had.
    mutating func lost(_ reference: JobReference) {
        guard let run = waiting(reference.taskRun, reference.token, .job) else { return }
        if runs[Int(run)].state == .killing { return confirmKill(run) }
        if let directory = directory(of: run) {
            return resetDirectory(directory)
        }
        if runs[Int(run)].work == .closeDirectory {
            return resetDirectory(run)
        }
        endAttempt(run, .resubmitted)
        guard countLoss(run) else { return }
        submit(run, runs[Int(run)].work)
    }

    private mutating func countLoss(_ run: Int32) -> Bool {
        runs[Int(run)].losses += 1
        touch(run)
        guard runs[Int(run)].losses > Self.lossLimit else { return true }
        fail(run, .lostTooOften)
        return false
    }

    // A directory is on one worker, so that all that was done in it is done again on another.

    private mutating func resetDirectory(_ run: Int32) {
        abandon(run, as: .resubmitted)
        endAttempt(run, .resubmitted)
        guard countLoss(run) else { return }
        runs[Int(run)].scope.phase = .none
        runs[Int(run)].scope.outcome = []
        submit(run, .openDirectory)
    }

    private mutating func openedDirectory(_ run: Int32, _ result: JobResult) {
        guard case .workingDirectory(let list) = kind(run) else { return }
        switch result {
        case .success, .warning, .skipped:
            let iteration = runs[Int(run)].scope.next
            runs[Int(run)].scope.next += 1
            runs[Int(run)].scope.phase = .main
            runs[Int(run)].scope.list = list
            wait(run, for: .scope)
            openLane(run, list, iteration: iteration)
        case .killed: confirmKill(run)
        case .failed(let reason): failAttempt(run, .worker(reason))
        }
    }

    /// Takes what the children left, once they have ended.
    mutating func closeDirectory(_ run: Int32, _ outcome: Outcome) {
        guard !isKilling, !outcome.contains(.killed) else {
            emit(.discardDirectory(taskRun: runs[Int(run)].number))
            return confirmKill(run)
        }
        submit(run, .closeDirectory)
    }

    private mutating func closedDirectory(_ run: Int32, _ result: JobResult) {
        if case .killed = result { return confirmKill(run) }
        var outcome = runs[Int(run)].scope.outcome
        if case .failed(let reason) = result {
            emit(.report(taskRun: runs[Int(run)].number, .worker(reason)))
            outcome.insert(.failed)
        }
        endAttempt(run, outcome.state)
        close(run, outcome.state)
    }
}
