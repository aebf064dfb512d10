extension ExecutionState {
    /// Begins what is within a task run, or within the execution for -1.
    mutating func openScope(_ owner: Int32, list: Int32) {
        var scope = self[scope: owner]
        (scope.phase, scope.list) = (.main, list)
        self[scope: owner] = scope
        if owner >= 0 { runs[Int(owner)].step = .scope }
        touch(owner)
        openLane(owner, list)
    }

    /// Goes on after one of the lists of a scope has ended.
    mutating func advanceScope(_ owner: Int32) {
        switch self[scope: owner].phase {
        case .main:
            if owner >= 0 { return advanceMain(owner) }
            if root.open == 0 { leaveMain(owner) }
        case .errors:
            if self[scope: owner].open == 0 { beginFinally(owner) }
        case .finally:
            if self[scope: owner].open == 0 { endScope(owner) }
        case .after:
            root.phase = .ended
            touch(-1)
        default: break
        }
    }

    private mutating func advanceMain(_ run: Int32) {
        switch kind(run) {
        case .forEach: advanceForEach(run)
        case .loopUntil(let plan): endIteration(run, plan)
        default:
            if runs[Int(run)].scope.open == 0 { leaveMain(run) }
        }
    }

    /// Goes on after the main list: with what runs on failure, or in the end.
    mutating func leaveMain(_ owner: Int32) {
        if isKilling { return endScope(owner) }
        let outcome = self[scope: owner].outcome
        let errors = owner < 0 ? plan.errors : plan.tasks[Int(runs[Int(owner)].task)].errors
        guard let errors, outcome.contains(.failed), !outcome.contains(.killed), forced(owner) == nil else {
            return beginFinally(owner)
        }
        begin(.errors, errors, of: owner)
    }

    private func forced(_ owner: Int32) -> RunState? {
        owner < 0 ? forced : runs[Int(owner)].forced
    }

    /// Runs what runs in the end, if there is anything.
    mutating func beginFinally(_ owner: Int32) {
        let finally = owner < 0 ? plan.finally : plan.tasks[Int(runs[Int(owner)].task)].finally
        guard let finally, !isKilling else { return endScope(owner) }
        begin(.finally, finally, of: owner)
    }

    private mutating func begin(_ phase: Scope.Phase, _ list: Int32, of owner: Int32) {
        var scope = self[scope: owner]
        scope.phase = phase
        self[scope: owner] = scope
        if owner >= 0 {
            runs[Int(owner)].step = .scope
            enter(.running, run: owner)
        }
        touch(owner)
        openLane(owner, list, iteration: directoryIteration(owner))
    }

    /// Which of the directories of a task run it is, -1 if it has none.
    func directoryIteration(_ owner: Int32) -> Int32 {
        guard owner >= 0, case .workingDirectory = kind(owner) else { return -1 }
        return runs[Int(owner)].scope.next - 1
    }

    private mutating func endScope(_ owner: Int32) {
        guard owner >= 0 else { return finish() }
        let outcome = runs[Int(owner)].scope.outcome
        if case .workingDirectory = kind(owner) { return closeDirectory(owner, outcome) }
        close(owner, isKilling ? .killed : outcome.state)
    }

    /// Ends a task run.
    mutating func close(_ run: Int32, _ state: RunState) {
        let end = allowed(state, of: run)
        runs[Int(run)].step = .done
        runs[Int(run)].token += 1
        enter(end, run: run)
        touch(run)
        unlink(run)
        leaveLane(run, end)
        if plan.hasAssertions { askAssertions() }
    }

    /// The state of a task run after what its task allows.
    private func allowed(_ state: RunState, of run: Int32) -> RunState {
        let task = Int(runs[Int(run)].task)
        var end = state
        if end == .failed {
            var allows = plan.tasks[task].allowFailure
            if case .allowFailure = plan.tasks[task].kind { allows = true }
            if allows { end = .warning }
        }
        return end == .warning && plan.tasks[task].allowWarning ? .success : end
    }

    /// Ends a task run before it could do anything.
    mutating func fail(_ run: Int32, _ reason: FailureReason) {
        emit(.report(taskRun: runs[Int(run)].number, reason))
        close(run, .failed)
    }

    /// Ends all that is open within a task run, or within the execution for -1, without going on with it.
    ///
    /// - Parameters:
    ///   - owner: What contains them.
    ///   - state: The state that they end in.
    ///   - path: The state of those on the way to one of them, if they end otherwise.
    mutating func abandon(_ owner: Int32, as state: RunState, path: (run: Int32, state: RunState)? = nil) {
        var kept: Set<Int32> = []
        if let path {
            var run = path.run
            while run >= 0, run != owner {
                kept.insert(run)
                run = runs[Int(run)].parent
            }
        }
        for run in open(within: owner).reversed() {
            end(run, kept.contains(run) ? path?.state ?? state : state)
        }
        clearScope(owner)
    }

    private mutating func end(_ run: Int32, _ state: RunState) {
        release(run)
        if runs[Int(run)].lastAttempt >= 0 { endAttempt(run, state) }
        runs[Int(run)].step = .done
        runs[Int(run)].token += 1
        enter(state, run: run)
        touch(run)
        unlink(run)
        free(runs[Int(run)].lane)
        clearScope(run)
    }

    private mutating func clearScope(_ owner: Int32) {
        var scope = self[scope: owner]
        (scope.open, scope.firstOpen, scope.lastOpen) = (0, -1, -1)
        scope.generation += 1
        self[scope: owner] = scope
    }

    /// Lets go of what a task run waits for outside.
    mutating func release(_ run: Int32) {
        switch runs[Int(run)].step {
        case .job:
            emit(.cancel(JobReference(taskRun: runs[Int(run)].number, token: runs[Int(run)].token)))
        case .children:
            killChildren(run, ends: true)
        case .scope:
            if case .workingDirectory = kind(run) { emit(.discardDirectory(taskRun: runs[Int(run)].number)) }
        default: break
        }
    }
}
