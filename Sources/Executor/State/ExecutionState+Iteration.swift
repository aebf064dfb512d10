extension ExecutionState {
    /// Keeps the values that a task run iterates over.
    private mutating func keep(_ values: [IterationValue?], of run: Int32) {
        runs[Int(run)].values = values.isEmpty ? -1 : Int32(iterations.count)
        runs[Int(run)].scope.total = Int32(values.count)
        iterations.reserveCapacity(iterations.count + values.count)
        for (index, value) in values.enumerated() {
            changes.iterations.append(Int32(iterations.count))
            iterations.append(Iteration(number: nextIteration, run: run, index: Int32(index), value: value))
            nextIteration += 1
        }
        touch(run)
    }

    // MARK: ForEach

    mutating func beginForEach(_ run: Int32, _ values: [IterationValue], limit: Int64) {
        guard values.count <= Self.valueLimit else { return fail(run, .limit(Self.valueLimit)) }
        enter(.running, run: run)
        startTimeout(run)
        keep(values, of: run)
        runs[Int(run)].limit = max(limit, 0)
        runs[Int(run)].step = .scope
        runs[Int(run)].scope.phase = .main
        advanceForEach(run)
    }

    /// Begins the iterations whose turn it is.
    mutating func advanceForEach(_ run: Int32) {
        guard case .forEach(_, _, let list) = kind(run) else { return }
        let limit = runs[Int(run)].limit
        // One after the other is a sequence, and ends as one at the first failure.
        let isSequence = limit == 1
        if limit > 0, Int64(runs[Int(run)].scope.open) >= limit {
            for lane in lanes.indices where lanes[lane].list == list && lanes[lane].owner == run {
                queue.append(Int32(lane))
            }
        }
        while !isKilling, runs[Int(run)].scope.next < runs[Int(run)].scope.total,
            limit == 0 || Int64(runs[Int(run)].scope.open) < limit,
            !(isSequence && runs[Int(run)].scope.outcome.stops)
        {
            let iteration = runs[Int(run)].scope.next
            runs[Int(run)].scope.next += 1
            touch(run)
            openLane(run, list, iteration: iteration)
        }
        if runs[Int(run)].scope.open == 0 { leaveMain(run) }
    }

    // MARK: LoopUntil

    mutating func beginLoopUntil(_ run: Int32, _ plan: LoopUntilPlan, _ values: PropertyValues) {
        var values = values
        guard let interval = values.integer(plan.interval), let most = values.integer(plan.maxIterations),
            let duration = values.integer(plan.maxDuration)
        else { return fail(run, .unexpectedValue) }
        enter(.running, run: run)
        startTimeout(run)
        runs[Int(run)].interval = max(interval, 0)
        runs[Int(run)].limit = min(max(most, 1), Int64(Self.valueLimit))
        runs[Int(run)].deadline = now.after(duration)
        runs[Int(run)].scope.phase = .main
        runs[Int(run)].scope.list = plan.list
        emit(.record(taskRun: runs[Int(run)].number, .iterations(0)))
        iterate(run, plan)
    }

    /// Begins the next iteration.
    mutating func iterate(_ run: Int32, _ plan: LoopUntilPlan) {
        let iteration = runs[Int(run)].scope.next
        runs[Int(run)].scope.next += 1
        // Of several runs of one task the last one counts.
        runs[Int(run)].scope.outcome = []
        runs[Int(run)].step = .scope
        touch(run)
        openLane(run, plan.list, iteration: iteration)
    }

    /// Asks whether the loop is done, after an iteration.
    mutating func endIteration(_ run: Int32, _ plan: LoopUntilPlan) {
        guard runs[Int(run)].scope.open == 0 else { return }
        guard !isKilling, !runs[Int(run)].scope.outcome.stops else { return leaveMain(run) }
        emit(.record(taskRun: runs[Int(run)].number, .iterations(runs[Int(run)].scope.next)))
        switch plan.condition {
        case .literal(let holds): judge(run, plan, holds)
        case .expression(let reference): ask(run, .condition, .condition, [reference])
        }
    }

    mutating func judge(_ run: Int32, _ plan: LoopUntilPlan, _ isDone: Bool) {
        runs[Int(run)].step = .scope
        touch(run)
        if isDone { return leaveMain(run) }
        let next = now.after(runs[Int(run)].interval)
        guard Int64(runs[Int(run)].scope.next) < runs[Int(run)].limit, next <= runs[Int(run)].deadline else {
            if plan.failsOnMax {
                emit(.report(taskRun: runs[Int(run)].number, .conditionNeverHeld))
                runs[Int(run)].scope.outcome.insert(.failed)
            }
            return leaveMain(run)
        }
        wait(run, for: .interval)
        let timer = TimerID(taskRun: runs[Int(run)].number, token: runs[Int(run)].token, purpose: .iteration)
        emit(.startTimer(timer, at: next))
    }

    // MARK: Subflow and Loop

    mutating func beginChildren(_ run: Int32, _ plan: ChildrenPlan, _ values: PropertyValues) {
        var properties = values
        var values: [IterationValue?] = [nil]
        if let planned = plan.values {
            guard let list = properties.values(planned) else { return fail(run, .unexpectedValue) }
            values = list
        }
        guard let limit = properties.integer(plan.limit) else { return fail(run, .unexpectedValue) }
        guard values.count <= Self.valueLimit else { return fail(run, .limit(Self.valueLimit)) }
        beginAttempt(run, .running)
        enter(.running, run: run)
        startTimeout(run)
        runs[Int(run)].limit = max(limit, 0)
        runs[Int(run)].scope = Scope()
        runs[Int(run)].scope.phase = .main
        wait(run, for: .children)
        if isRestarted(run), plan.restart == .retryFailed {
            keepSuccesses(run)
        } else {
            keep(values, of: run)
        }
        startChildren(run, plan)
        endIfChildrenEnded(run)
    }

    /// Whether a task run begins again with the executions that it asked for before.
    private func isRestarted(_ run: Int32) -> Bool {
        runs[Int(run)].values >= 0 && runs[Int(run)].round > 1 && runs[Int(run)].failures == 0
    }

    /// Keeps the executions that ended well, and lets the others begin again.
    private mutating func keepSuccesses(_ run: Int32) {
        let children = childPositions(run)
        runs[Int(run)].scope.total = Int32(children.count)
        for child in children {
            let state = iterations[child].state
            guard state != .success, state != .warning else { continue }
            iterations[child].state = .created
            touch(iteration: Int32(child))
        }
    }

    /// Where the values of a task run are among the iterations.
    func childPositions(_ run: Int32) -> Range<Int> {
        let first = Int(runs[Int(run)].values)
        guard first >= 0 else { return 0..<0 }
        var end = first
        while end < iterations.count, iterations[end].run == run { end += 1 }
        return first..<end
    }

    /// Asks for the executions whose turn it is.
    private mutating func startChildren(_ run: Int32, _ plan: ChildrenPlan) {
        let limit = runs[Int(run)].limit
        while !isKilling, !isHeld, runs[Int(run)].scope.next < runs[Int(run)].scope.total,
            limit == 0 || Int64(runs[Int(run)].scope.open) < limit,
            !stops(run, plan)
        {
            let child = runs[Int(run)].values + runs[Int(run)].scope.next
            runs[Int(run)].scope.next += 1
            touch(run)
            let state = iterations[Int(child)].state
            guard state == .created else {
                runs[Int(run)].scope.outcome.formUnion(state.outcome)
                continue
            }
            runs[Int(run)].scope.open += 1
            ask(for: child, of: run)
        }
    }

    private func stops(_ run: Int32, _ plan: ChildrenPlan) -> Bool {
        if runs[Int(run)].forced != nil { return true }
        return runs[Int(run)].limit == 1 && runs[Int(run)].scope.outcome.stops
    }

    private mutating func ask(for child: Int32, of run: Int32) {
        let reference = ChildReference(taskRun: runs[Int(run)].number, iteration: iterations[Int(child)].number)
        iterations[Int(child)].state = .running
        touch(iteration: child)
        if let former = iterations[Int(child)].child {
            emit(.restartChild(reference, former))
            return
        }
        let id = id.derived(.child, Int64(iterations[Int(child)].number))
        iterations[Int(child)].child = id
        emit(.startChild(reference, id))
        if case .subflow = kind(run) { emit(.record(taskRun: runs[Int(run)].number, .child(id, nil))) }
    }

    /// The execution that was asked for, if it has not ended.
    private func runningChild(_ reference: ChildReference) -> (run: Int32, child: Int32, plan: ChildrenPlan)? {
        guard let run = position(ofRun: reference.taskRun), runs[Int(run)].step == .children,
            let child = position(ofIteration: reference.iteration), iterations[Int(child)].run == run,
            child >= runs[Int(run)].values, iterations[Int(child)].state == .running
        else { return nil }
        switch kind(run) {
        case .subflow(let plan), .loop(let plan): return (run, child, plan)
        default: return nil
        }
    }

    mutating func childStarted(_ reference: ChildReference) {
        guard let (run, child, plan) = runningChild(reference), !plan.waits else { return }
        end(child, .success)
        childIsOver(run, plan)
    }

    mutating func childRefused(_ reference: ChildReference, _ reason: String) {
        guard let (run, child, plan) = runningChild(reference) else { return }
        // There is nothing to restart.
        iterations[Int(child)].child = nil
        end(child, .failed)
        runs[Int(run)].scope.outcome.insert(.failed)
        emit(.report(taskRun: runs[Int(run)].number, .child(reason)))
        childIsOver(run, plan)
    }

    mutating func childReplaced(_ reference: ChildReference, _ id: ExecutionID) {
        guard let (_, child, _) = runningChild(reference) else { return }
        iterations[Int(child)].child = id
        touch(iteration: child)
    }

    mutating func childEnded(_ reference: ChildReference, _ state: RunState) {
        // One that was replaced has not ended: the other one goes on for it.
        guard state.isTerminal, state != .retried, let (run, child, plan) = runningChild(reference) else { return }
        end(child, state)
        if plan.transmitsFailure { runs[Int(run)].scope.outcome.formUnion(state.outcome) }
        guard let breakWhen = plan.breakWhen, runs[Int(run)].state != .killing else { return childIsOver(run, plan) }
        iterations[Int(child)].isJudged = true
        let purpose = EvaluationID.Purpose.breakWhen(iteration: reference.iteration)
        emit(
            .evaluate(
                EvaluationID(taskRun: reference.taskRun, token: runs[Int(run)].token, purpose: purpose),
                [breakWhen]
            )
        )
    }

    private mutating func end(_ child: Int32, _ state: RunState) {
        iterations[Int(child)].state = state
        touch(iteration: child)
        touch(iterations[Int(child)].run)
    }

    /// Goes on after it is known whether an iteration was the last one.
    mutating func judged(_ run: Int32, _ number: Int32, ends: Bool, _ failure: FailureReason?) {
        guard runs[Int(run)].step == .children, let child = position(ofIteration: number),
            iterations[Int(child)].run == run, iterations[Int(child)].isJudged
        else { return }
        let plan: ChildrenPlan
        switch kind(run) {
        case .subflow(let children), .loop(let children): plan = children
        default: return
        }
        iterations[Int(child)].isJudged = false
        touch(iteration: child)
        if ends { runs[Int(run)].forced = .success }
        if let failure {
            emit(.report(taskRun: runs[Int(run)].number, failure))
            runs[Int(run)].scope.outcome.insert(.failed)
        }
        childIsOver(run, plan)
    }

    private mutating func childIsOver(_ run: Int32, _ plan: ChildrenPlan) {
        runs[Int(run)].scope.open -= 1
        touch(run)
        startChildren(run, plan)
        endIfChildrenEnded(run)
    }

    /// Ends a task run whose executions have all ended.
    mutating func endIfChildrenEnded(_ run: Int32) {
        guard runs[Int(run)].scope.open == 0 else { return }
        let plan: ChildrenPlan
        switch kind(run) {
        case .subflow(let children), .loop(let children): plan = children
        default: return
        }
        if runs[Int(run)].state == .killing {
            endAttempt(run, .killed)
            return close(run, .killed)
        }
        guard runs[Int(run)].scope.next == runs[Int(run)].scope.total || stops(run, plan) else { return }
        recordChildren(run)
        if let outputs = plan.outputs, plan.waits, !runs[Int(run)].scope.outcome.contains(.killed) {
            return ask(run, .childOutputs, .childOutputs, [outputs])
        }
        endChildren(run)
    }

    private mutating func recordChildren(_ run: Int32) {
        let children = childPositions(run)
        if case .subflow = kind(run), let child = children.last {
            guard let id = iterations[child].child else { return }
            return emit(.record(taskRun: runs[Int(run)].number, .child(id, iterations[child].state)))
        }
        var (success, warning, failed): (Int32, Int32, Int32) = (0, 0, 0)
        for child in children {
            switch iterations[child].state {
            case .success: success += 1
            case .warning: warning += 1
            case .created, .running: break
            default: failed += 1
            }
        }
        let total = Int32(children.count)
        let output = TaskRunOutput.children(total: total, success: success, warning: warning, failed: failed)
        emit(.record(taskRun: runs[Int(run)].number, output))
    }

    mutating func endChildren(_ run: Int32) {
        switch runs[Int(run)].scope.outcome.state {
        case .failed: failAttempt(run, .child("an execution that it asked for failed"))
        case .killed:
            endAttempt(run, .killed)
            close(run, .killed)
        case let state: succeed(run, state)
        }
    }

    /// Kills the executions of a task run that have not ended.
    ///
    /// - Parameters:
    ///   - run: The task run.
    ///   - ends: Whether their ends are of no matter any more.
    mutating func killChildren(_ run: Int32, ends: Bool) {
        for child in childPositions(run) where iterations[child].state == .running {
            if let id = iterations[child].child { emit(.killChild(id)) }
            if ends { end(Int32(child), .killed) }
        }
    }

    /// Goes on with the executions of a task run that were held back.
    mutating func resumeChildren(_ run: Int32) {
        switch kind(run) {
        case .subflow(let plan), .loop(let plan): startChildren(run, plan)
        default: break
        }
        endIfChildrenEnded(run)
    }
}
