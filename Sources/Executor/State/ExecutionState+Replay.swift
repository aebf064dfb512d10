extension ExecutionState {
    /// Makes another execution that goes on from this one as it failed, for example with another revision.
    ///
    /// It is `RESTARTED`; `begin` goes on from there. This execution stays as it is.
    ///
    /// - Parameters:
    ///   - plan: What is run; tasks are found by their identifiers, those that it lacks are forgotten.
    ///   - id: The identifier of the new execution.
    ///   - instant: When it is made, in milliseconds since 1970.
    /// - Returns: The new execution, or `nil` if there is nothing to restart.
    public func restarted(_ plan: ExecutionPlan, id: ExecutionID, at instant: Int64) -> ExecutionState? {
        guard state.isTerminal || state == .paused else { return nil }
        var copy = copied(to: plan, id: id, at: instant)
        copy.restart()
        copy.effects = []
        guard copy.state == .restarted else { return nil }
        copy.renumber()
        return copy
    }

    /// Makes another execution that repeats this one from the beginning, or from a task run.
    ///
    /// From a task run, what came before it is kept, and what came after it is done again: the rest of its list, of the
    /// lists around, and of the bodies of the loops around in their later iterations. From the beginning the new
    /// execution is `CREATED`, else `RESTARTED`; `begin` goes on from there.
    ///
    /// - Parameters:
    ///   - number: The task run's number, or `nil` to begin from the beginning.
    ///   - plan: What is run.
    ///   - id: The identifier of the new execution.
    ///   - instant: When it is made, in milliseconds since 1970.
    /// - Returns: The new execution, or `nil` if there is no such task run, or it ran after the end.
    public func replayed(
        from number: Int32?,
        _ plan: ExecutionPlan,
        id: ExecutionID,
        at instant: Int64
    ) -> ExecutionState? {
        guard let number else { return ExecutionState(plan, id: id, at: instant, labels: labels) }
        guard let run = position(ofRun: number), !isAfterEnd(run) else { return nil }
        var copy = copied(to: plan, id: id, at: instant)
        guard let target = copy.runs.firstIndex(where: { $0.number == number }) else { return nil }
        copy.replay(from: Int32(target))
        copy.effects = []
        return copy
    }

    /// Whether a task run is one of those after the end, which no execution goes on from.
    private func isAfterEnd(_ run: Int32) -> Bool {
        var root = run
        while runs[Int(root)].parent >= 0 { root = runs[Int(root)].parent }
        return phase(of: root, in: -1) == .after
    }

    private func copied(to plan: ExecutionPlan, id: ExecutionID, at instant: Int64) -> ExecutionState {
        var copy = ExecutionState(plan, id: id, at: instant, labels: labels, attempt: attempt)
        copy.history = history
        copy.state = state
        copy.now = instant
        copy.root = root
        (copy.runs, copy.attempts, copy.iterations) = (runs, attempts, iterations)
        (copy.nextRun, copy.nextIteration) = (nextRun, nextIteration)
        var lists: [Int32: Int32] = [:]
        for run in copy.runs.indices {
            let old = self.plan.tasks[Int(copy.runs[run].task)]
            guard let task = plan.task(old.id) else {
                copy.runs[run].number = -1 - copy.runs[run].number
                continue
            }
            copy.runs[run].task = task
            lists[old.list] = plan.tasks[Int(task)].list
        }
        for run in copy.runs.indices where copy.runs[run].scope.list >= 0 {
            copy.runs[run].scope.list = lists[copy.runs[run].scope.list] ?? copy.runs[run].scope.list
        }
        copy.forgetInner()
        copy.removeMarked()
        copy.changes.removedRuns = []
        copy.relink()
        return copy
    }

    /// Marks the task runs within those that are marked.
    private mutating func forgetInner() {
        for run in runs.indices where runs[run].number >= 0 {
            let parent = runs[run].parent
            if parent >= 0, runs[Int(parent)].number < 0 { runs[run].number = -1 - runs[run].number }
        }
    }

    private mutating func replay(from target: Int32) {
        let target = directory(of: target) ?? target
        var path: [Int32] = [target]
        while let last = path.last, runs[Int(last)].parent >= 0 { path.append(runs[Int(last)].parent) }
        var isKept = [Bool](repeating: false, count: runs.count)
        let onPath = Set(path)
        for run in runs.indices {
            let parent = runs[run].parent
            if onPath.contains(Int32(run)) {
                isKept[run] = true
            } else if parent < 0 || isKept[Int(parent)], parent != target {
                isKept[run] = comesBefore(Int32(run), path) && runs[run].step == .done
            }
        }
        for run in runs.indices where !isKept[run] { runs[run].number = -1 - runs[run].number }
        forgetInner()
        for owner in path.dropFirst() { reopen(owner, around: path) }
        root.phase = phase(of: path[path.count - 1], in: -1)
        root.outcome = []
        repeatRun(target)
        removeMarked()
        renumber()
        attempt += 1
        token += 1
        slot = .none
        enter(.restarted)
        relink()
    }

    /// Whether a task run is kept when what is on a path is repeated.
    private func comesBefore(_ run: Int32, _ path: [Int32]) -> Bool {
        let parent = runs[Int(run)].parent
        guard let level = path.firstIndex(where: { runs[Int($0)].parent == parent }) else { return true }
        let turn = path[level]
        let (mine, its) = (plan.tasks[Int(runs[Int(run)].task)], plan.tasks[Int(runs[Int(turn)].task)])
        guard mine.list == its.list else {
            return phase(of: run, in: parent).rawValue < phase(of: turn, in: parent).rawValue
        }
        let (iteration, other) = (runs[Int(run)].iteration, runs[Int(turn)].iteration)
        guard iteration == other else {
            if parent >= 0, case .loopUntil = kind(parent) { return iteration < other }
            // Iterations at once do not come one after the other.
            if iteration < other || (parent >= 0 && runs[Int(parent)].limit != 1) { return true }
            return mine.position < its.position
        }
        switch plan.lists[Int(mine.list)].order {
        case .sequential: return mine.position < its.position
        case .parallel: return true
        case .graph(_, let graph): return !graph.leads(from: its.position, to: mine.position)
        }
    }

    private func phase(of run: Int32, in parent: Int32) -> Scope.Phase {
        let list = plan.tasks[Int(runs[Int(run)].task)].list
        let (errors, finally) =
            parent < 0
            ? (plan.errors, plan.finally)
            : (plan.tasks[Int(runs[Int(parent)].task)].errors, plan.tasks[Int(runs[Int(parent)].task)].finally)
        if list == errors { return .errors }
        if list == finally { return .finally }
        return parent < 0 && list == plan.afterExecution ? .after : .main
    }

    private mutating func reopen(_ owner: Int32, around path: [Int32]) {
        guard let inner = path.first(where: { runs[Int($0)].parent == owner }) else { return }
        runs[Int(owner)].step = .scope
        runs[Int(owner)].scope.phase = phase(of: inner, in: owner)
        runs[Int(owner)].scope.outcome = []
        if case .loopUntil = kind(owner) { runs[Int(owner)].scope.next = runs[Int(inner)].iteration + 1 }
        runs[Int(owner)].deadline = .max
        runs[Int(owner)].token += 1
        runs[Int(owner)].round += 1
        enter(.running, run: owner)
    }

    private mutating func repeatRun(_ run: Int32) {
        runs[Int(run)].step = .ready
        runs[Int(run)].token += 1
        runs[Int(run)].round += 1
        (runs[Int(run)].failures, runs[Int(run)].losses, runs[Int(run)].forced) = (0, 0, nil)
        runs[Int(run)].scope = Scope()
        // Executions that were asked for belong to the execution that is repeated.
        runs[Int(run)].values = -1
        enter(runs[Int(run)].isContainer(plan) ? .running : .restarted, run: run)
    }

    /// Numbers task runs and iterations anew, and marks all rows as changed: they are rows of another execution.
    private mutating func renumber() {
        changes = ExecutionChanges()
        changes.execution = true
        origins = [:]
        for run in runs.indices {
            origins[Int32(run)] = runs[run].number
            runs[run].number = Int32(run)
            runs[run].isChanged = false
            touch(Int32(run))
        }
        for attempt in attempts.indices {
            attempts[attempt].isChanged = true
            changes.attempts.append(Int32(attempt))
        }
        for iteration in iterations.indices {
            iterations[iteration].number = Int32(iteration)
            iterations[iteration].isChanged = true
            changes.iterations.append(Int32(iteration))
        }
        nextRun = Int32(runs.count)
        nextIteration = Int32(iterations.count)
    }
}

extension PlannedGraph {
    /// Whether a task waits for another one, at once or through others.
    func leads(from position: Int32, to other: Int32) -> Bool {
        var seen: Set<Int32> = [position]
        var stack = [position]
        while let next = stack.popLast() {
            for dependent in dependents[Int(next)] where seen.insert(dependent).inserted {
                if dependent == other { return true }
                stack.append(dependent)
            }
        }
        return false
    }
}
