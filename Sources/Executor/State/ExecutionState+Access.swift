extension ExecutionState {
    /// The scope of a task run, or of the execution for -1.
    subscript(scope owner: Int32) -> Scope {
        get { owner < 0 ? root : runs[Int(owner)].scope }
        set {
            if owner < 0 { root = newValue } else { runs[Int(owner)].scope = newValue }
        }
    }

    /// Whether the execution is being ended from outside.
    var isKilling: Bool { state == .killing }

    /// The kind of the task of a task run.
    func kind(_ run: Int32) -> PlannedTask.Kind {
        plan.tasks[Int(runs[Int(run)].task)].kind
    }

    /// Finds a task run by its number.
    func position(ofRun number: Int32) -> Int32? {
        search(number, count: runs.count) { runs[$0].number }
    }

    /// Finds a value or child by its number.
    func position(ofIteration number: Int32) -> Int32? {
        search(number, count: iterations.count) { iterations[$0].number }
    }

    /// Finds a number in an ascending list, first in its place in a list without gaps.
    private func search(_ number: Int32, count: Int, _ at: (Int) -> Int32) -> Int32? {
        guard number >= 0 else { return nil }
        if Int(number) < count, at(Int(number)) == number { return number }
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if at(middle) < number { low = middle + 1 } else { high = middle }
        }
        return low < count && at(low) == number ? Int32(low) : nil
    }

    mutating func emit(_ effect: ExecutionEffect) {
        effects.append(effect)
    }

    /// Marks the row of a task run, or of the execution for -1, as changed.
    mutating func touch(_ run: Int32) {
        guard run >= 0 else { return changes.execution = true }
        guard !runs[Int(run)].isChanged else { return }
        runs[Int(run)].isChanged = true
        changes.runs.append(run)
    }

    mutating func touch(attempt: Int32) {
        guard !attempts[Int(attempt)].isChanged else { return }
        attempts[Int(attempt)].isChanged = true
        changes.attempts.append(attempt)
    }

    mutating func touch(iteration: Int32) {
        guard !iterations[Int(iteration)].isChanged else { return }
        iterations[Int(iteration)].isChanged = true
        changes.iterations.append(iteration)
    }

    /// Enters a state of the execution.
    mutating func enter(_ next: RunState) {
        guard state != next else { return }
        state = next
        history.enter(next, at: now)
        changes.execution = true
        emit(.entered(next))
    }

    /// Enters a state of a task run, and keeps count of those that show in the state of the execution.
    mutating func enter(_ next: RunState, run: Int32) {
        let old = runs[Int(run)].state
        guard old != next else { return }
        count(old, of: run, -1)
        count(next, of: run, 1)
        runs[Int(run)].state = next
        runs[Int(run)].history.enter(next, at: now)
        touch(run)
    }

    mutating func count(_ state: RunState, of run: Int32, _ change: Int32) {
        switch state {
        case .paused: pausedRuns += change
        case .breakpoint: haltedRuns += change
        case .retrying:
            guard let policy = plan.tasks[Int(runs[Int(run)].task)].retry else { return }
            if plan.policies[Int(policy)].origin == .flow { retryingRuns += change }
        default: break
        }
    }

    /// Shows in the state of the execution what its task runs wait for.
    mutating func showActivity() {
        switch state {
        case .running, .paused, .breakpoint, .retrying: break
        default: return
        }
        guard root.phase != .replacing else { return }
        if haltedRuns > 0 {
            enter(.breakpoint)
        } else if isHeld || pausedRuns > 0 {
            enter(.paused)
        } else {
            enter(retryingRuns > 0 ? .retrying : .running)
        }
    }

    /// Makes a task run wait for something; what it waited for before is of no matter any more.
    mutating func wait(_ run: Int32, for step: Step) {
        runs[Int(run)].step = step
        runs[Int(run)].token += 1
        touch(run)
    }

    /// Adds a task run to the open ones of its parent.
    mutating func link(_ run: Int32) {
        let owner = runs[Int(run)].parent
        let last = owner < 0 ? root.lastOpen : runs[Int(owner)].scope.lastOpen
        runs[Int(run)].previousOpen = last
        runs[Int(run)].nextOpen = -1
        if last >= 0 {
            runs[Int(last)].nextOpen = run
        } else if owner < 0 {
            root.firstOpen = run
        } else {
            runs[Int(owner)].scope.firstOpen = run
        }
        if owner < 0 { root.lastOpen = run } else { runs[Int(owner)].scope.lastOpen = run }
    }

    /// Takes a task run from the open ones of its parent.
    mutating func unlink(_ run: Int32) {
        let (previous, next, owner) = (runs[Int(run)].previousOpen, runs[Int(run)].nextOpen, runs[Int(run)].parent)
        if previous >= 0 {
            runs[Int(previous)].nextOpen = next
        } else if owner < 0 {
            root.firstOpen = next
        } else {
            runs[Int(owner)].scope.firstOpen = next
        }
        if next >= 0 {
            runs[Int(next)].previousOpen = previous
        } else if owner < 0 {
            root.lastOpen = previous
        } else {
            runs[Int(owner)].scope.lastOpen = previous
        }
        (runs[Int(run)].previousOpen, runs[Int(run)].nextOpen) = (-1, -1)
    }

    /// The open task runs within one, or within the execution for -1, those that contain others before these.
    func open(within owner: Int32) -> [Int32] {
        var found: [Int32] = []
        var stack = [self[scope: owner].lastOpen]
        while let next = stack.popLast() {
            var children: [Int32] = []
            var child = next
            while child >= 0 {
                children.append(child)
                child = runs[Int(child)].previousOpen
            }
            for child in children.reversed() {
                found.append(child)
                let last = runs[Int(child)].scope.lastOpen
                if last >= 0 { stack.append(last) }
            }
        }
        return found
    }
}
