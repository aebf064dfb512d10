extension ExecutionState {
    /// Carries out what was planned for an instant, if it is still wanted.
    mutating func fired(_ timer: TimerID) {
        guard let number = timer.taskRun else { return firedForExecution(timer) }
        switch timer.purpose {
        case .retry:
            guard let run = waiting(number, timer.token, .retry) else { return }
            launch(run)
        case .pause:
            guard let run = waiting(number, timer.token, .paused), case .pause(let plan) = kind(run) else { return }
            pauseIsOver(run, plan)
        case .iteration:
            guard let run = waiting(number, timer.token, .interval), case .loopUntil(let plan) = kind(run) else {
                return
            }
            iterate(run, plan)
        case .timeout:
            guard let run = position(ofRun: number), timeoutID(run).token == timer.token else { return }
            timedOut(run)
        default: break
        }
    }

    private mutating func firedForExecution(_ timer: TimerID) {
        guard timer.token == token else { return }
        switch timer.purpose {
        case .schedule:
            if state == .created { begin() }
        case .serviceLevel(let number):
            breakPromise(number)
        case .newExecution:
            guard root.phase == .replacing else { return }
            let id = id.derived(.retry, Int64(attempt))
            emit(.startReplacement(id, attempt: attempt + 1))
            terminate(.retried)
        default: break
        }
    }

    private mutating func timedOut(_ run: Int32) {
        // A task that is being killed ends so, and one whose own list has ended is only tidying up.
        switch runs[Int(run)].step {
        case .job:
            guard runs[Int(run)].state == .running, runs[Int(run)].work != .closeDirectory else { return }
            release(run)
            failAttempt(run, .timeout)
        case .children, .childOutputs:
            guard runs[Int(run)].state == .running else { return }
            release(run)
            failAttempt(run, .timeout)
        case .paused:
            runs[Int(run)].scope.phase = .main
            failScope(run)
        case .scope, .condition, .interval:
            guard runs[Int(run)].scope.phase == .main, !isKilling else { return }
            abandon(run, as: .killed)
            failScope(run)
        default: break
        }
    }

    private mutating func failScope(_ run: Int32) {
        emit(.report(taskRun: runs[Int(run)].number, .timeout))
        runs[Int(run)].scope.outcome = .failed
        runs[Int(run)].step = .scope
        touch(run)
        leaveMain(run)
    }
}
