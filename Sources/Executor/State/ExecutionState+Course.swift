extension ExecutionState {
    // MARK: Beginning

    /// Begins the execution, once its date has come and it has a slot.
    mutating func begin() {
        guard state.isStart else { return }
        if state == .created, let scheduledAt, scheduledAt > now {
            return emit(.startTimer(TimerID(taskRun: nil, token: token, purpose: .schedule), at: scheduledAt))
        }
        guard plan.concurrency != nil else { return go() }
        guard slot == .none else { return }
        set(.asked)
        slotToken += 1
        emit(.requestSlot(token: slotToken))
    }

    private mutating func set(_ next: Slot) {
        slot = next
        changes.execution = true
    }

    /// Takes the answer about a slot.
    mutating func take(_ answer: SlotAnswer, _ token: Int32) {
        guard token == slotToken, slot == .asked || slot == .queued else {
            // A slot that came too late is given back, once.
            guard answer == .granted, let place = abandonedSlots.firstIndex(of: token) else { return }
            abandonedSlots.remove(at: place)
            changes.execution = true
            return emit(.releaseSlot)
        }
        switch answer {
        case .granted:
            set(.held)
            go()
        case .refused(let behavior):
            if slot == .asked { refuse(behavior) }
        }
    }

    private mutating func refuse(_ behavior: OverflowBehavior) {
        switch behavior {
        case .queue:
            set(.queued)
            enter(.queued)
            emit(.enqueue(token: slotToken))
        case .cancel:
            set(.returned)
            terminate(.cancelled)
        case .fail:
            set(.returned)
            terminate(.failed)
        }
    }

    /// Gives back the slot, or the wish for one.
    mutating func leaveSlot() {
        switch slot {
        case .held:
            set(.returned)
            emit(.releaseSlot)
        case .queued, .asked:
            if slot == .queued { emit(.dequeue) }
            set(.returned)
            abandonedSlots.append(slotToken)
        default: break
        }
    }

    /// Runs the execution without a slot.
    mutating func bypassSlot() {
        if slot == .none { set(.returned) } else { leaveSlot() }
        go()
    }

    private mutating func go() {
        enter(.running)
        for (number, level) in plan.serviceLevels.enumerated() {
            guard case .maxDuration(let duration) = level.promise, !broken.contains(Int32(number)) else { continue }
            let timer = TimerID(taskRun: nil, token: token, purpose: .serviceLevel(Int32(number)))
            emit(.startTimer(timer, at: now.after(duration)))
        }
        guard root.phase == .none || root.phase == .assertions else { return continueOpen() }
        root.phase = plan.hasAssertions ? .assertions : .main
        changes.execution = true
        if plan.hasAssertions { askAssertions() } else { openScope(-1, list: plan.main) }
    }

    /// Goes on with everything that can go on.
    mutating func continueOpen() {
        for lane in lanes.indices where lanes[lane].list >= 0 { queue.append(Int32(lane)) }
        for run in open(within: -1) {
            switch runs[Int(run)].step {
            case .ready: begin(run)
            case .children: resumeChildren(run)
            case .scope:
                guard runs[Int(run)].scope.phase == .main else { continue }
                // A ForEach may have iterations that were not begun; others have a lane that goes on, or had no tasks.
                if case .forEach = kind(run) {
                    advanceForEach(run)
                } else if runs[Int(run)].scope.open == 0 {
                    leaveMain(run)
                }
            default: break
            }
        }
        if root.phase == .main, root.open == 0 { leaveMain(-1) }
    }

    // MARK: Ending

    /// Ends the execution after its lists have ended.
    mutating func finish() {
        if isKilling { return terminate(.killed) }
        if asksAssertions {
            root.phase = .settling
            changes.execution = true
            return
        }
        let end = final
        if let outputs = plan.outputs, !outputsAreDone, end == .success || end == .warning {
            root.phase = .settling
            changes.execution = true
            question += 1
            return emit(.evaluate(EvaluationID(taskRun: nil, token: question, purpose: .outputs), [outputs]))
        }
        guard end == .failed, forced == nil, let instant = replacementInstant() else { return terminate(end) }
        root.phase = .replacing
        token += 1
        enter(.retrying)
        emit(.startTimer(TimerID(taskRun: nil, token: token, purpose: .newExecution), at: instant))
    }

    /// The state that the execution ends in: what it was told to, unless what ran after that failed.
    private var final: RunState {
        guard let forced else { return root.outcome.state }
        return root.outcome.stops && forced != .cancelled ? root.outcome.state : forced
    }

    mutating func outputsEvaluated(_ values: [EvaluatedValue]?) {
        guard root.phase == .settling, !asksAssertions, !outputsAreDone else { return }
        outputsAreDone = true
        changes.execution = true
        if values == nil { root.outcome.insert(.failed) }
        finish()
    }

    /// Enters the last state, and begins what runs after it.
    mutating func terminate(_ end: RunState) {
        abandon(-1, as: .killed)
        token += 1
        question += 1
        (isHeld, asksAssertions, asksAgain) = (false, false, false)
        leaveSlot()
        enter(end)
        changes.execution = true
        guard let list = plan.afterExecution, end != .retried else {
            root.phase = .ended
            return
        }
        root.phase = .after
        openLane(-1, list)
    }

    /// Ends the execution in a state that a task asks for.
    mutating func exit(_ run: Int32, _ end: RunState) {
        let own = end == .cancelled ? .killed : end
        // What runs after the end changes nothing of it.
        guard root.phase != .after else { return close(run, own) }
        enter(.running, run: run)
        abandon(-1, as: .killed, path: (run, own))
        force(end)
    }

    /// Makes the execution end in a state, after what runs in the end if that state allows it.
    mutating func force(_ end: RunState) {
        forced = end
        root.outcome = []
        changes.execution = true
        // What runs in the end is not run again because a task of it ends the execution.
        if end == .killed || end == .cancelled || root.phase == .finally { terminate(end) } else { beginFinally(-1) }
    }
}
