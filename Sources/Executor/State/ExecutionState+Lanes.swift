extension ExecutionState {
    /// Begins a list for a task run, or for the execution for -1.
    mutating func openLane(_ owner: Int32, _ list: Int32, iteration: Int32 = -1) {
        var scope = self[scope: owner]
        scope.open += 1
        self[scope: owner] = scope
        let lane = allocate(Lane(owner: owner, list: list, iteration: iteration, generation: scope.generation))
        queue.append(lane)
    }

    mutating func allocate(_ lane: Lane) -> Int32 {
        var lane = lane
        if case .graph(_, let graph) = plan.lists[Int(lane.list)].order {
            lane.waiting = graph.waiting
            lane.ready = graph.waiting.indices.filter { graph.waiting[$0] == 0 }.map(Int32.init)
        }
        if let free = freeLanes.popLast() {
            lanes[Int(free)] = lane
            return free
        }
        lanes.append(lane)
        return Int32(lanes.count - 1)
    }

    mutating func free(_ lane: Int32) {
        guard lanes[Int(lane)].list >= 0 else { return }
        lanes[Int(lane)].list = -1
        freeLanes.append(lane)
    }

    /// Advances lanes until none has anything left to do.
    mutating func drain() {
        var head = 0
        while head < queue.count {
            advance(queue[head])
            head += 1
        }
        queue.removeAll(keepingCapacity: true)
    }

    /// Begins the tasks of a list whose turn it is, and ends the list when nothing is left of it.
    private mutating func advance(_ lane: Int32) {
        guard lanes[Int(lane)].list >= 0 else { return }
        guard isCurrent(lane) else { return free(lane) }
        while let position = takeNext(lane) {
            start(position, in: lane)
            // A task may end the execution as soon as it is begun, and the lane with it.
            guard lanes[Int(lane)].list >= 0 else { return }
        }
        guard lanes[Int(lane)].open == 0, isKilling || !hasMore(lane) || isCutOff(lane) else { return }
        end(lane)
    }

    /// Whether the scope of a lane has not given it up.
    func isCurrent(_ lane: Int32) -> Bool {
        let owner = lanes[Int(lane)].owner
        if owner < 0 { return root.generation == lanes[Int(lane)].generation }
        return runs[Int(owner)].step == .scope && runs[Int(owner)].scope.generation == lanes[Int(lane)].generation
    }

    /// Whether tasks of the list are yet to be begun.
    func hasMore(_ lane: Int32) -> Bool {
        let list = Int(lanes[Int(lane)].list)
        switch plan.lists[list].order {
        case .sequential:
            return !lanes[Int(lane)].outcome.stops && Int(lanes[Int(lane)].next) < plan.lists[list].tasks.count
        case .parallel: return Int(lanes[Int(lane)].next) < plan.lists[list].tasks.count
        case .graph: return !lanes[Int(lane)].ready.isEmpty
        }
    }

    /// Whether an earlier iteration has failed, and this one is not to go on.
    private func isCutOff(_ lane: Int32) -> Bool {
        let (owner, iteration) = (lanes[Int(lane)].owner, lanes[Int(lane)].iteration)
        guard owner >= 0, iteration >= 0, runs[Int(owner)].limit == 1 else { return false }
        return runs[Int(owner)].scope.outcome.stops
    }

    /// Whether it is the turn of an iteration: after a replay more of them are open than may go on at a time.
    private func isItsTurn(_ lane: Int32) -> Bool {
        let (owner, iteration) = (lanes[Int(lane)].owner, lanes[Int(lane)].iteration)
        guard owner >= 0, iteration >= 0, runs[Int(owner)].limit > 0 else { return true }
        let ended = runs[Int(owner)].scope.next - runs[Int(owner)].scope.open
        return Int64(iteration) < Int64(ended) + runs[Int(owner)].limit
    }

    /// The position of the task whose turn it is.
    private mutating func takeNext(_ lane: Int32) -> Int32? {
        guard !isHeld || state.isTerminal, !isKilling, !isCutOff(lane), isItsTurn(lane) else { return nil }
        let list = Int(lanes[Int(lane)].list)
        let (open, next) = (lanes[Int(lane)].open, lanes[Int(lane)].next)
        let count = plan.lists[list].tasks.count
        switch plan.lists[list].order {
        case .sequential:
            guard open == 0, Int(next) < count, !lanes[Int(lane)].outcome.stops else { return nil }
        case .parallel(let limit):
            guard Int(next) < count, limit == 0 || open < limit else { return nil }
        case .graph(let limit, _):
            guard !lanes[Int(lane)].ready.isEmpty, limit == 0 || open < limit else { return nil }
            let position = lanes[Int(lane)].ready.removeFirst()
            lanes[Int(lane)].waiting[Int(position)] = -1
            return position
        }
        lanes[Int(lane)].next += 1
        return next
    }

    private mutating func start(_ position: Int32, in lane: Int32) {
        let (list, owner, iteration) = (lanes[Int(lane)].list, lanes[Int(lane)].owner, lanes[Int(lane)].iteration)
        let run = Int32(runs.count)
        var new = TaskRun(
            number: nextRun,
            task: plan.lists[Int(list)].tasks[Int(position)],
            parent: owner,
            iteration: iteration,
            history: []
        )
        new.history.reserveCapacity(4)
        new.history.append(StateChange(.created, at: now))
        (new.lane, new.isChanged, new.roundStart) = (lane, true, now)
        nextRun += 1
        runs.append(new)
        changes.runs.append(run)
        lanes[Int(lane)].open += 1
        link(run)
        guard runs.count <= Self.taskRunLimit else { return fail(run, .limit(Self.taskRunLimit)) }
        begin(run)
    }

    /// Notes in its lane that a task run has ended.
    mutating func leaveLane(_ run: Int32, _ state: RunState) {
        let lane = runs[Int(run)].lane
        lanes[Int(lane)].open -= 1
        lanes[Int(lane)].outcome.formUnion(state.outcome)
        note(state, at: plan.tasks[Int(runs[Int(run)].task)].position, in: lane)
        queue.append(lane)
    }

    /// Lets those tasks of a graph begin that waited for the last of what they depend on.
    mutating func note(_ state: RunState, at position: Int32, in lane: Int32) {
        guard !state.outcome.stops, state != .resubmitted,
            case .graph(_, let graph) = plan.lists[Int(lanes[Int(lane)].list)].order
        else { return }
        for dependent in graph.dependents[Int(position)] {
            lanes[Int(lane)].waiting[Int(dependent)] -= 1
            guard lanes[Int(lane)].waiting[Int(dependent)] == 0 else { continue }
            let place = lanes[Int(lane)].ready.firstIndex { $0 > dependent } ?? lanes[Int(lane)].ready.count
            lanes[Int(lane)].ready.insert(dependent, at: place)
        }
    }

    private mutating func end(_ lane: Int32) {
        let (owner, outcome) = (lanes[Int(lane)].owner, lanes[Int(lane)].outcome)
        free(lane)
        var scope = self[scope: owner]
        scope.open -= 1
        let all = scope.outcome.union(outcome)
        if all != scope.outcome {
            scope.outcome = all
            touch(owner)
        }
        self[scope: owner] = scope
        advanceScope(owner)
    }
}
