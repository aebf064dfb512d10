extension ExecutionState {
    /// Begins a task run: halts it before a breakpoint, asks whether it runs at all.
    mutating func begin(_ run: Int32) {
        guard !isHeld || state.isTerminal else {
            runs[Int(run)].step = .ready
            return touch(run)
        }
        if !breakpoints.isEmpty, halts(run), !state.isTerminal {
            enter(.breakpoint, run: run)
            return wait(run, for: .breakpoint)
        }
        proceed(run)
    }

    private func halts(_ run: Int32) -> Bool {
        let id = plan.tasks[Int(runs[Int(run)].task)].id
        return breakpoints.contains { $0.task == id && ($0.value == nil || $0.value == value(of: run)) }
    }

    /// The value of the iteration that a task run is for.
    func value(of run: Int32) -> String? {
        let (parent, iteration) = (runs[Int(run)].parent, runs[Int(run)].iteration)
        guard parent >= 0, iteration >= 0, runs[Int(parent)].values >= 0 else { return nil }
        let position = Int(runs[Int(parent)].values + iteration)
        return iterations.indices.contains(position) ? iterations[position].value?.value : nil
    }

    /// Asks whether a task run runs at all.
    mutating func proceed(_ run: Int32) {
        switch plan.tasks[Int(runs[Int(run)].task)].when {
        case .literal(true): launch(run)
        case .literal(false): close(run, .skipped)
        case .expression(let reference): ask(run, .when, .when, [reference])
        }
    }

    /// Asks for what an attempt is carried out with.
    mutating func launch(_ run: Int32) {
        guard !isHeld || state.isTerminal else {
            runs[Int(run)].step = .ready
            return touch(run)
        }
        let task = Int(runs[Int(run)].task)
        if plan.tasks[task].properties.isEmpty {
            carryOut(run, PropertyValues([]))
        } else {
            ask(run, .properties, .properties, plan.tasks[task].properties)
        }
    }

    mutating func ask(
        _ run: Int32,
        _ step: Step,
        _ purpose: EvaluationID.Purpose,
        _ references: [ExpressionNumber]
    ) {
        wait(run, for: step)
        let id = EvaluationID(taskRun: runs[Int(run)].number, token: runs[Int(run)].token, purpose: purpose)
        emit(.evaluate(id, references))
    }

    /// Begins an attempt, or what is within a task.
    mutating func carryOut(_ run: Int32, _ values: PropertyValues) {
        var values = values
        if let timeout = plan.tasks[Int(runs[Int(run)].task)].timeout {
            guard let milliseconds = values.integer(timeout) else { return fail(run, .unexpectedValue) }
            runs[Int(run)].timeout = max(milliseconds, 0)
        }
        switch kind(run) {
        case .runnable:
            if plan.tasks[Int(runs[Int(run)].task)].isCached, runs[Int(run)].attempts == 0 {
                lookUp(run)
            } else {
                submit(run, .run)
            }
        case .update: submit(run, .run)
        case .workingDirectory: submit(run, .openDirectory)
        case .sequential(let list), .allowFailure(let list), .parallel(let list), .dag(let list):
            runList(run, list)
        case .if(let condition, let then, let otherwise):
            guard let holds = values.truth(condition) else { return fail(run, .unexpectedValue) }
            emit(.record(taskRun: runs[Int(run)].number, .condition(holds)))
            runList(run, holds ? then : otherwise)
        case .switch(let value, let cases, let defaults):
            guard let text = values.text(value) else { return fail(run, .unexpectedValue) }
            let chosen = cases.first { $0.value == text }?.list
            emit(.record(taskRun: runs[Int(run)].number, .choice(text, isDefault: chosen == nil)))
            runList(run, chosen ?? defaults)
        case .forEach(let list, let limit, _):
            guard let list = values.values(list), let limit = values.integer(limit) else {
                return fail(run, .unexpectedValue)
            }
            beginForEach(run, list, limit: limit)
        case .loopUntil(let plan): beginLoopUntil(run, plan, values)
        case .subflow(let plan), .loop(let plan): beginChildren(run, plan, values)
        case .pause(let plan): pause(run, plan, values)
        case .exit(let state):
            guard let text = values.text(state), let state = RunState(name: text), state.endsExecution else {
                return fail(run, .unexpectedValue)
            }
            exit(run, state)
        }
    }

    /// Runs a list within a task run, or none.
    private mutating func runList(_ run: Int32, _ list: Int32?) {
        enter(.running, run: run)
        startTimeout(run)
        if let list { return openScope(run, list: list) }
        runs[Int(run)].step = .scope
        runs[Int(run)].scope.phase = .main
        leaveMain(run)
    }

    /// Asks to be told when an attempt has taken too long.
    mutating func startTimeout(_ run: Int32) {
        let timeout = runs[Int(run)].timeout
        guard timeout >= 0 else { return }
        emit(.startTimer(timeoutID(run), at: now.after(timeout)))
    }

    /// The timer of an attempt; attempts and rounds only grow, so that no two have one number.
    func timeoutID(_ run: Int32) -> TimerID {
        let token = runs[Int(run)].attempts + runs[Int(run)].round
        return TimerID(taskRun: runs[Int(run)].number, token: token, purpose: .timeout)
    }
}

extension RunState {
    /// Whether `Exit` can end an execution in it.
    var endsExecution: Bool {
        switch self {
        case .success, .warning, .failed, .killed, .cancelled: true
        default: false
        }
    }
}

/// The values of the properties of a task, in the order in which the plan asks for them.
struct PropertyValues {
    private let values: [EvaluatedValue]
    private var next = 0

    init(_ values: [EvaluatedValue]) {
        self.values = values
    }

    private mutating func take() -> EvaluatedValue? {
        guard next < values.count else { return nil }
        next += 1
        return values[next - 1]
    }

    mutating func integer(_ planned: Planned<Int64>) -> Int64? {
        if case .literal(let value) = planned { return value }
        if case .integer(let value) = take() { return value }
        return nil
    }

    mutating func truth(_ planned: Planned<Bool>) -> Bool? {
        if case .literal(let value) = planned { return value }
        if case .truth(let value) = take() { return value }
        return nil
    }

    mutating func text(_ planned: Planned<String>) -> String? {
        if case .literal(let value) = planned { return value }
        if case .text(let value) = take() { return value }
        return nil
    }

    mutating func values(_ planned: Planned<[IterationValue]>) -> [IterationValue]? {
        if case .literal(let value) = planned { return value }
        if case .values(let value) = take() { return value }
        return nil
    }
}
