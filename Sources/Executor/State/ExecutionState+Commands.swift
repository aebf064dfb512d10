extension ExecutionState {
    /// Does what somebody asks for, or says why not.
    mutating func carryOut(_ command: ExecutionCommand) {
        switch command {
        case .pause: hold()
        case .resume(let number): resume(taskRun: number)
        case .setBreakpoints(let list):
            guard !state.isTerminal else { return emit(.refused(.state(state))) }
            breakpoints = list
            changes.execution = true
        case .resumeFromBreakpoint: resumeFromBreakpoint()
        case .kill(let cascade): kill(cascade: cascade)
        case .forceRun: forceRun()
        case .unqueue(let target): unqueue(target)
        case .restart: restart()
        case .changeTaskRunState(let number, let target): change(taskRun: number, to: target)
        case .changeState(let target):
            guard state.isTerminal else { return emit(.refused(.state(state))) }
            guard target.isTerminal else { return emit(.refused(.target(target))) }
            enter(target)
        case .setLabels(let labels): setLabels(labels)
        }
    }

    private mutating func hold() {
        guard state == .running || state == .retrying, root.phase != .replacing else {
            return emit(.refused(.state(state)))
        }
        isHeld = true
        changes.execution = true
    }

    private mutating func forceRun() {
        switch state {
        case .created, .restarted, .queued: bypassSlot()
        case .paused: resume(taskRun: nil)
        case .running:
            for run in open(within: -1) where runs[Int(run)].state == .submitted {
                emit(.submit(job(run, attempt: runs[Int(run)].attempts)))
            }
        default: emit(.refused(.state(state)))
        }
    }

    private mutating func unqueue(_ target: RunState) {
        guard state == .queued else { return emit(.refused(.state(state))) }
        if target == .running { return bypassSlot() }
        guard target.endsExecution else { return emit(.refused(.target(target))) }
        terminate(target)
    }

    /// Ends the execution from outside.
    mutating func kill(cascade: Bool) {
        guard !state.isTerminal else { return emit(.refused(.state(state))) }
        guard !isKilling else { return }
        switch root.phase {
        case .main, .errors, .finally: break
        default: return terminate(.killed)
        }
        guard !state.isStart, state != .queued else { return terminate(.killed) }
        enter(.killing)
        for run in open(within: -1).reversed() { kill(run, cascade: cascade) }
        for lane in lanes.indices where lanes[lane].list >= 0 { queue.append(Int32(lane)) }
    }

    private mutating func kill(_ run: Int32, cascade: Bool) {
        switch runs[Int(run)].step {
        case .job:
            emit(.cancel(JobReference(taskRun: runs[Int(run)].number, token: runs[Int(run)].token)))
            enter(.killing, run: run)
        case .children:
            guard cascade else {
                endAttempt(run, .killed)
                return close(run, .killed)
            }
            killChildren(run, ends: false)
            enter(.killing, run: run)
            for child in childPositions(run) where iterations[child].isJudged {
                iterations[child].isJudged = false
                touch(iteration: Int32(child))
                runs[Int(run)].scope.open -= 1
            }
            endIfChildrenEnded(run)
        case .scope, .done: break
        default:
            endAttempt(run, .killed)
            close(run, .killed)
        }
    }
}
