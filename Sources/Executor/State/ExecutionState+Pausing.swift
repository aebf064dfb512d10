extension ExecutionState {
    /// Halts at a `Pause`.
    mutating func pause(_ run: Int32, _ plan: PausePlan, _ values: PropertyValues) {
        var values = values
        var duration: Int64?
        // The timeout was taken from the values before.
        if let planned = plan.duration {
            guard let value = values.integer(planned) else { return fail(run, .unexpectedValue) }
            duration = value
        }
        enter(.running, run: run)
        enter(.paused, run: run)
        wait(run, for: .paused)
        if let duration {
            let timer = TimerID(taskRun: runs[Int(run)].number, token: runs[Int(run)].token, purpose: .pause)
            emit(.startTimer(timer, at: now.after(duration)))
        }
        startTimeout(run)
    }

    /// Goes on after a pause that is over by itself.
    mutating func pauseIsOver(_ run: Int32, _ plan: PausePlan) {
        // What runs after the end changes nothing of it.
        let behavior = plan.behavior == .cancel && root.phase == .after ? .fail : plan.behavior
        switch behavior {
        case .resume: break
        case .warn: runs[Int(run)].scope.outcome.insert(.warned)
        case .fail:
            runs[Int(run)].scope.outcome.insert(.failed)
            runs[Int(run)].scope.phase = .main
            enter(.running, run: run)
            wait(run, for: .scope)
            return leaveMain(run)
        case .cancel:
            forced = .cancelled
            return terminate(.cancelled)
        }
        goOn(run)
    }

    private mutating func goOn(_ run: Int32) {
        guard case .pause(let plan) = kind(run) else { return }
        enter(.running, run: run)
        wait(run, for: .scope)
        openScope(run, list: plan.list)
    }

    /// Goes on with one task run that is paused.
    mutating func resume(_ run: Int32) {
        emit(.record(taskRun: runs[Int(run)].number, .resumed))
        goOn(run)
    }

    /// Goes on with what is paused.
    mutating func resume(taskRun number: Int32?) {
        // A pause after the end does not show in the state.
        let isPaused = state == .paused || root.phase == .after && pausedRuns > 0
        guard isPaused else { return emit(.refused(.state(state))) }
        if let number {
            guard let run = position(ofRun: number), runs[Int(run)].step == .paused else {
                return emit(.refused(.noTaskRun(number)))
            }
            return resume(run)
        }
        let wasHeld = isHeld
        if wasHeld {
            isHeld = false
            changes.execution = true
        }
        for run in open(within: -1) where runs[Int(run)].step == .paused { resume(run) }
        if wasHeld { continueOpen() }
    }

    /// Goes on with what halts before a breakpoint.
    mutating func resumeFromBreakpoint() {
        guard state == .breakpoint else { return emit(.refused(.state(state))) }
        for run in open(within: -1) where runs[Int(run)].step == .breakpoint {
            enter(.created, run: run)
            proceed(run)
        }
    }
}
