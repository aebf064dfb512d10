extension ExecutionState {
    /// Makes what failed begin again; `begin` goes on from there.
    mutating func restart() {
        guard state.isTerminal || state == .paused else { return emit(.refused(.state(state))) }
        let again = failedRuns
        guard !again.isEmpty || state.outcome.stops else { return emit(.refused(.nothingToRestart)) }
        reopen(again)
        for run in again where runs[Int(run)].number >= 0 { restart(run) }
        becomeRestarted()
    }

    /// Puts a task run in a state; `begin` goes on from there.
    mutating func change(taskRun number: Int32, to target: RunState) {
        guard state.isTerminal || state == .paused else { return emit(.refused(.state(state))) }
        guard let run = position(ofRun: number) else { return emit(.refused(.noTaskRun(number))) }
        if runs[Int(run)].step == .paused, target == .running || target == .success {
            return resume(run)
        }
        switch target {
        case .success, .warning, .failed, .killed, .skipped, .running, .restarted: break
        default: return emit(.refused(.target(target)))
        }
        // A directory is gone when its task run has ended; what was done in it is done again as a whole.
        guard directory(of: run) == nil else { return emit(.refused(.target(target))) }
        // What is within a task run that is ended by hand is ended with it.
        for inner in open(within: run).reversed() { settle(inner, .killed) }
        reopen([run], withThem: !target.isTerminal)
        if target.isTerminal {
            settle(run, target)
        } else {
            restart(run)
        }
        becomeRestarted()
    }

    /// The task runs that failed, were killed or are paused, and not because of one within them.
    private var failedRuns: [Int32] {
        let isRemoved = branchRuns(of: nil)
        var hasFailedWithin: Set<Int32> = []
        var found: [Int32] = []
        for run in runs.indices.reversed() where !isRemoved[run] {
            let state = runs[run].state
            guard state == .failed || state == .killed || state == .paused, matters(Int32(run)) else { continue }
            // What was done in a directory is done again in another one.
            let again = directory(of: Int32(run)) ?? Int32(run)
            if !hasFailedWithin.contains(again), !found.contains(again) { found.append(again) }
            var parent = runs[Int(again)].parent
            while parent >= 0, hasFailedWithin.insert(parent).inserted { parent = runs[Int(parent)].parent }
        }
        return found.reversed()
    }

    /// Whether what contains a task run has not ended well all the same.
    private func matters(_ run: Int32) -> Bool {
        let parent = runs[Int(run)].parent
        return parent < 0 || !runs[Int(parent)].state.isTerminal || runs[Int(parent)].state.outcome.stops
    }

    /// Whether each task run is in a list that runs on failure, in the end or after it, of a scope that opens again:
    /// of these by position, -1 for the execution, or of all that did not end well.
    private func branchRuns(of reopened: Set<Int32>?) -> [Bool] {
        var isRemoved = [Bool](repeating: false, count: runs.count)
        for run in runs.indices {
            let parent = runs[run].parent
            if parent >= 0, isRemoved[Int(parent)] {
                isRemoved[run] = true
                continue
            }
            let opens =
                reopened?.contains(parent) ?? (parent < 0 || runs[Int(parent)].state.outcome.stops)
            guard opens else { continue }
            let list = plan.tasks[Int(runs[run].task)].list
            let branches =
                parent < 0
                ? [plan.errors, plan.finally, plan.afterExecution]
                : [
                    plan.tasks[Int(runs[Int(parent)].task)].errors,
                    plan.tasks[Int(runs[Int(parent)].task)].finally,
                ]
            isRemoved[run] = branches.contains(list)
        }
        return isRemoved
    }

    /// Opens the scopes around task runs again, and removes what ran on failure, in the end and after it.
    private mutating func reopen(_ list: [Int32], withThem: Bool = true) {
        var reopened: Set<Int32> = [-1]
        if withThem { reopened.formUnion(list.filter(opensAgain)) }
        for run in list {
            var parent = runs[Int(run)].parent
            while parent >= 0, reopened.insert(parent).inserted { parent = runs[Int(parent)].parent }
        }
        let isRemoved = branchRuns(of: reopened)
        var isLater = [Bool](repeating: false, count: runs.count)
        for run in list { markLaterIterations(around: run, &isLater) }
        for owner in reopened where owner >= 0 { reopen(owner) }
        // What is begun from the start begins without what was within it.
        var isWithin = [Bool](repeating: false, count: runs.count)
        let emptied = withThem ? Set(list).subtracting(reopened) : []
        for run in runs.indices {
            let parent = runs[run].parent
            if parent >= 0, isLater[Int(parent)] { isLater[run] = true }
            isWithin[run] = parent >= 0 && (emptied.contains(parent) || isWithin[Int(parent)])
            guard isRemoved[run] || isLater[run] || isWithin[run] else { continue }
            changes.removedRuns.append(runs[run].number)
            runs[run].number = -1 - runs[run].number
        }
        root.phase = root.phase == .none ? .none : .main
        root.outcome = []
    }

    /// Marks the iterations of a `LoopUntil` after the one that a task run is in, and forgets that they were begun.
    private mutating func markLaterIterations(around run: Int32, _ isLater: inout [Bool]) {
        var inner = run
        while runs[Int(inner)].parent >= 0 {
            let owner = runs[Int(inner)].parent
            if case .loopUntil = kind(owner), runs[Int(inner)].iteration >= 0 {
                let iteration = runs[Int(inner)].iteration
                runs[Int(owner)].scope.next = iteration + 1
                for other in runs.indices where runs[other].parent == owner && runs[other].iteration > iteration {
                    isLater[other] = true
                }
            }
            inner = owner
        }
    }

    private mutating func reopen(_ owner: Int32) {
        runs[Int(owner)].step = .scope
        runs[Int(owner)].scope.phase = .main
        runs[Int(owner)].scope.outcome = []
        runs[Int(owner)].forced = nil
        runs[Int(owner)].deadline = .max
        runs[Int(owner)].token += 1
        runs[Int(owner)].round += 1
        enter(.running, run: owner)
        touch(owner)
    }

    /// Whether a task run goes on with what is within it, instead of being begun from the start.
    private func opensAgain(_ run: Int32) -> Bool {
        guard runs[Int(run)].isContainer(plan), runs[Int(run)].step == .done else { return false }
        if case .pause = kind(run) { return runs[Int(run)].scope.list >= 0 }
        return runs[Int(run)].scope.phase != .none
    }

    private mutating func restart(_ run: Int32) {
        guard runs[Int(run)].step != .scope else { return }
        runs[Int(run)].step = .ready
        runs[Int(run)].token += 1
        runs[Int(run)].round += 1
        (runs[Int(run)].failures, runs[Int(run)].losses) = (0, 0)
        runs[Int(run)].forced = nil
        runs[Int(run)].scope = Scope()
        enter(.restarted, run: run)
        touch(run)
    }

    private mutating func settle(_ run: Int32, _ end: RunState) {
        release(run)
        endAttempt(run, end)
        runs[Int(run)].step = .done
        runs[Int(run)].token += 1
        enter(end, run: run)
        touch(run)
    }

    private mutating func becomeRestarted() {
        removeMarked()
        token += 1
        question += 1
        attempt += 1
        (forced, replacementPolicy, outputsAreDone, isHeld) = (nil, nil, false, false)
        (asksAssertions, asksAgain, broken) = (false, false, [])
        if slot != .held { slot = .none }
        enter(.restarted)
        changes.execution = true
        relink()
    }

    /// Removes the task runs whose number is negative, with their attempts and iterations.
    mutating func removeMarked() {
        var places = [Int32](repeating: -1, count: runs.count)
        var kept: [TaskRun] = []
        for run in runs.indices where runs[run].number >= 0 {
            places[run] = Int32(kept.count)
            kept.append(runs[run])
        }
        guard kept.count < runs.count else { return }
        for run in kept.indices where kept[run].parent >= 0 { kept[run].parent = places[Int(kept[run].parent)] }
        let wasChanged = changes.runs
        runs = kept
        changes.runs = wasChanged.compactMap { places[Int($0)] >= 0 ? places[Int($0)] : nil }
        changes.attempts = []
        changes.iterations = []
        var newAttempts: [Attempt] = []
        for var attempt in attempts where places[Int(attempt.run)] >= 0 {
            attempt.run = places[Int(attempt.run)]
            if attempt.isChanged { changes.attempts.append(Int32(newAttempts.count)) }
            newAttempts.append(attempt)
        }
        attempts = newAttempts
        var positions: [Int32: Int32] = [:]
        var newIterations: [Iteration] = []
        for (position, var iteration) in iterations.enumerated() where places[Int(iteration.run)] >= 0 {
            positions[Int32(position)] = Int32(newIterations.count)
            iteration.run = places[Int(iteration.run)]
            if iteration.isChanged { changes.iterations.append(Int32(newIterations.count)) }
            newIterations.append(iteration)
        }
        iterations = newIterations
        for run in runs.indices where runs[run].values >= 0 { runs[run].values = positions[runs[run].values] ?? -1 }
        changes.execution = true
    }
}

extension TaskRun {
    /// Whether its task contains others that are run for it.
    func isContainer(_ plan: ExecutionPlan) -> Bool {
        switch plan.tasks[Int(task)].kind {
        case .runnable, .update, .subflow, .loop, .exit: false
        // A directory that was lost or taken from is made anew.
        case .workingDirectory: false
        default: true
        }
    }
}
