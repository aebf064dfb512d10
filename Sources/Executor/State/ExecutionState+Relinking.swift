extension ExecutionState {
    /// The owner and iteration of a lane.
    private struct LanePlace: Hashable {
        var owner: Int32
        var iteration: Int32
    }

    /// Finds out from the task runs what is not kept in rows: open task runs, lanes, counters.
    mutating func relink() {
        (lanes, freeLanes, queue) = ([], [], [])
        (pausedRuns, haltedRuns, retryingRuns) = (0, 0, 0)
        clear(-1)
        for run in runs.indices {
            clear(Int32(run))
            runs[run].lane = -1
            runs[run].lastAttempt = -1
            count(runs[run].state, of: Int32(run), 1)
        }
        for run in runs.indices where runs[run].step != .done { link(Int32(run)) }
        for attempt in attempts.indices {
            let run = Int(attempts[attempt].run)
            attempts[attempt].previous = runs[run].lastAttempt
            runs[run].lastAttempt = Int32(attempt)
        }
        var places: [LanePlace: Int32] = [:]
        makeLanes(-1, &places)
        for run in runs.indices { makeLanes(Int32(run), &places) }
        for run in runs.indices { attach(Int32(run), places) }
        closeEndedLanes()
    }

    private mutating func clear(_ owner: Int32) {
        var scope = self[scope: owner]
        (scope.open, scope.firstOpen, scope.lastOpen, scope.generation) = (0, -1, -1, 0)
        self[scope: owner] = scope
    }

    /// Makes the lanes that a scope has begun.
    private mutating func makeLanes(_ owner: Int32, _ places: inout [LanePlace: Int32]) {
        if owner >= 0, runs[Int(owner)].step == .children { return countChildren(owner) }
        guard let list = currentList(owner) else { return }
        for iteration in currentIterations(owner) {
            let lane = allocate(Lane(owner: owner, list: list, iteration: iteration, generation: 0))
            places[LanePlace(owner: owner, iteration: iteration)] = lane
            var scope = self[scope: owner]
            scope.open += 1
            self[scope: owner] = scope
        }
    }

    private mutating func countChildren(_ run: Int32) {
        for child in childPositions(run) where iterations[child].state == .running || iterations[child].isJudged {
            runs[Int(run)].scope.open += 1
        }
    }

    /// The list that a scope is running.
    private func currentList(_ owner: Int32) -> Int32? {
        let phase = self[scope: owner].phase
        guard owner >= 0 else {
            switch phase {
            case .main: return plan.main
            case .errors: return plan.errors
            case .finally: return plan.finally
            case .after: return plan.afterExecution
            default: return nil
            }
        }
        guard runs[Int(owner)].step == .scope else { return nil }
        switch phase {
        case .main:
            if case .forEach(_, _, let list) = kind(owner) { return list }
            let list = runs[Int(owner)].scope.list
            return list >= 0 ? list : nil
        case .errors: return plan.tasks[Int(runs[Int(owner)].task)].errors
        case .finally: return plan.tasks[Int(runs[Int(owner)].task)].finally
        default: return nil
        }
    }

    private func currentIterations(_ owner: Int32) -> Range<Int32> {
        let directory = directoryIteration(owner)
        if directory >= 0 { return directory..<directory + 1 }
        guard owner >= 0, runs[Int(owner)].scope.phase == .main else { return -1..<0 }
        let next = runs[Int(owner)].scope.next
        switch kind(owner) {
        case .forEach: return 0..<next
        case .loopUntil: return max(next - 1, 0)..<next
        default: return -1..<0
        }
    }

    /// Counts a task run in its lane.
    private mutating func attach(_ run: Int32, _ places: [LanePlace: Int32]) {
        let place = LanePlace(owner: runs[Int(run)].parent, iteration: runs[Int(run)].iteration)
        let task = Int(runs[Int(run)].task)
        guard let lane = places[place], lanes[Int(lane)].list == plan.tasks[task].list else { return }
        let position = plan.tasks[task].position
        if case .graph = plan.lists[Int(lanes[Int(lane)].list)].order {
            lanes[Int(lane)].waiting[Int(position)] = -1
            lanes[Int(lane)].ready.removeAll { $0 == position }
        } else {
            lanes[Int(lane)].next = max(lanes[Int(lane)].next, position + 1)
        }
        guard runs[Int(run)].step == .done else {
            runs[Int(run)].lane = lane
            lanes[Int(lane)].open += 1
            return
        }
        lanes[Int(lane)].outcome.formUnion(runs[Int(run)].state.outcome)
        note(runs[Int(run)].state, at: position, in: lane)
    }

    /// Frees the lanes that had ended, unless the execution is to go on with them.
    private mutating func closeEndedLanes() {
        guard state != .restarted, state != .queued else { return }
        for lane in lanes.indices where lanes[lane].open == 0 && !hasMore(Int32(lane)) {
            let owner = lanes[lane].owner
            var scope = self[scope: owner]
            scope.open -= 1
            self[scope: owner] = scope
            free(Int32(lane))
        }
    }
}
