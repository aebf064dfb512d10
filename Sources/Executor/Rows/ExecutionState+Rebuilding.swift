extension ExecutionState {
    /// Makes an execution of its rows.
    ///
    /// - Parameters:
    ///   - plan: What is run, the same that the rows were made with.
    ///   - rows: All rows, in any order.
    /// - Throws: `RowsError` if the rows contradict the plan or one another.
    public init(_ plan: ExecutionPlan, rows: ExecutionRows) throws(RowsError) {
        guard let row = rows.execution else { throw .noExecution }
        self.init(plan, id: row.id, at: 0, scheduledAt: row.scheduledAt, firstCreatedAt: row.firstCreatedAt)
        changes = ExecutionChanges()
        try read(row)
        try readRuns(rows.taskRuns.sorted { $0.number < $1.number })
        try readIterations(rows.iterations.sorted { $0.number < $1.number })
        try readAttempts(rows.attempts.sorted { ($0.taskRun, $0.number) < ($1.taskRun, $1.number) })
        try readValues(rows.taskRuns)
        nextRun = max(row.nextTaskRun, (runs.last?.number ?? -1) + 1)
        nextIteration = max(row.nextIteration, (iterations.last?.number ?? -1) + 1)
        relink()
        for run in runs where run.step != .done && run.lane < 0 { throw .taskRun(run.number, "iteration") }
    }

    /// The questions that are not answered yet, for a machine that was rebuilt.
    ///
    /// Jobs, timers and executions that were asked for are rows of their own elsewhere; questions are not.
    public var openQuestions: [ExecutionEffect] {
        var questions: [ExecutionEffect] = []
        if asksAssertions {
            let references = plan.serviceLevels.enumerated().compactMap { number, level in
                if case .assertion(let reference) = level.promise, !broken.contains(Int32(number)) { return reference }
                return nil
            }
            questions.append(.evaluate(EvaluationID(taskRun: nil, token: question, purpose: .assertions), references))
        } else if root.phase == .settling, let outputs = plan.outputs, !outputsAreDone {
            questions.append(.evaluate(EvaluationID(taskRun: nil, token: question, purpose: .outputs), [outputs]))
        }
        for run in open(within: -1) { questions += self.questions(of: run) }
        return questions
    }

    private func questions(of run: Int32) -> [ExecutionEffect] {
        let (number, token) = (runs[Int(run)].number, runs[Int(run)].token)
        let task = plan.tasks[Int(runs[Int(run)].task)]
        func question(_ purpose: EvaluationID.Purpose, _ references: [ExpressionNumber]) -> [ExecutionEffect] {
            [.evaluate(EvaluationID(taskRun: number, token: token, purpose: purpose), references)]
        }
        switch (runs[Int(run)].step, task.kind) {
        case (.when, _):
            if case .expression(let reference) = task.when { return question(.when, [reference]) }
        case (.properties, _):
            return question(.properties, task.properties)
        case (.condition, .loopUntil(let plan)):
            if case .expression(let reference) = plan.condition { return question(.condition, [reference]) }
        case (.childOutputs, .subflow(let plan)), (.childOutputs, .loop(let plan)):
            if let outputs = plan.outputs { return question(.childOutputs, [outputs]) }
        case (.children, .loop(let plan)):
            guard let breakWhen = plan.breakWhen else { return [] }
            return childPositions(run).filter { iterations[$0].isJudged }.flatMap {
                question(.breakWhen(iteration: iterations[$0].number), [breakWhen])
            }
        case (.cache, _):
            return [.lookUp(job(run, attempt: 1))]
        default: break
        }
        return []
    }

    private mutating func read(_ row: ExecutionRow) throws(RowsError) {
        guard let phase = Scope.Phase(rawValue: row.phase) else { throw .execution("phase") }
        guard let slot = Slot(rawValue: row.slot) else { throw .execution("slot") }
        if let policy = row.replacementPolicy, !plan.policies.indices.contains(Int(policy)) {
            throw .execution("replacementPolicy")
        }
        (state, history, labels, breakpoints) = (row.state, row.history, row.labels, row.breakpoints)
        (attempt, token, self.slot, isHeld) = (row.attempt, row.token, slot, row.isHeld)
        (question, slotToken, abandonedSlots) = (row.question, row.slotToken, row.abandonedSlots)
        (asksAssertions, asksAgain, outputsAreDone) = (row.asksAssertions, row.asksAgain, row.outputsAreDone)
        (broken, forced, replacementPolicy) = (row.broken, row.forced, row.replacementPolicy)
        (root.phase, root.outcome) = (phase, Outcome(rawValue: row.outcome))
        root.list = phase == .none || phase == .assertions ? -1 : plan.main
    }

    private mutating func readRuns(_ rows: [TaskRunRow]) throws(RowsError) {
        runs.reserveCapacity(rows.count)
        for row in rows {
            guard row.number > (runs.last?.number ?? -1) else { throw .taskRun(row.number, "number") }
            guard plan.tasks.indices.contains(Int(row.task)) else { throw .taskRun(row.number, "task") }
            var parent: Int32 = -1
            if let number = row.parent {
                guard let position = position(ofRun: number) else { throw .taskRun(row.number, "parent") }
                parent = position
            }
            let expected = plan.tasks[Int(row.task)].parent
            guard parent < 0 ? expected == nil : runs[Int(parent)].task == expected else {
                throw .taskRun(row.number, "parent")
            }
            guard (row.step == .done) == row.state.isTerminal else { throw .taskRun(row.number, "step") }
            guard row.step == .done || parent < 0 || runs[Int(parent)].step == .scope else {
                throw .taskRun(row.number, "state")
            }
            runs.append(try run(row, parent: parent))
        }
    }

    private func run(_ row: TaskRunRow, parent: Int32) throws(RowsError) -> TaskRun {
        guard let phase = Scope.Phase(rawValue: row.phase) else { throw .taskRun(row.number, "phase") }
        if let list = row.list {
            guard plan.lists.indices.contains(Int(list)),
                plan.lists[Int(list)].tasks.allSatisfy({ plan.tasks[Int($0)].parent == row.task })
            else { throw .taskRun(row.number, "list") }
        }
        guard row.next >= 0, row.total >= 0, row.next <= Self.valueLimit, row.total <= Self.valueLimit else {
            throw .taskRun(row.number, "next")
        }
        var run = TaskRun(
            number: row.number,
            task: row.task,
            parent: parent,
            iteration: row.iteration ?? -1,
            history: row.history
        )
        (run.state, run.step, run.token, run.round) = (row.state, row.step, row.token, row.round)
        (run.failures, run.losses, run.roundStart) = (row.failures, row.losses, row.roundStart)
        (run.timeout, run.limit, run.interval) = (row.timeout ?? -1, row.limit, row.interval)
        (run.deadline, run.work, run.forced) = (row.deadline, row.work, row.forced)
        (run.scope.phase, run.scope.outcome) = (phase, Outcome(rawValue: row.outcome))
        (run.scope.list, run.scope.total, run.scope.next) = (row.list ?? -1, row.total, row.next)
        return run
    }

    private mutating func readIterations(_ rows: [IterationRow]) throws(RowsError) {
        iterations.reserveCapacity(rows.count)
        for row in rows {
            guard row.number > (iterations.last?.number ?? -1) else { throw .iteration(row.number, "number") }
            guard let run = position(ofRun: row.taskRun) else { throw .iteration(row.number, "taskRun") }
            var iteration = Iteration(number: row.number, run: run, index: row.index, value: row.value)
            (iteration.child, iteration.state, iteration.isJudged) = (row.child, row.state, row.isJudged)
            iteration.isChanged = false
            iterations.append(iteration)
        }
    }

    private mutating func readAttempts(_ rows: [AttemptRow]) throws(RowsError) {
        attempts.reserveCapacity(rows.count)
        for row in rows {
            guard let run = position(ofRun: row.taskRun), row.number == runs[Int(run)].attempts + 1 else {
                throw .attempt(taskRun: row.taskRun, number: row.number)
            }
            runs[Int(run)].attempts = row.number
            var attempt = Attempt(
                run: run,
                number: row.number,
                state: row.state,
                submittedAt: row.submittedAt,
                previous: -1
            )
            (attempt.worker, attempt.startedAt, attempt.endedAt) = (row.worker, row.startedAt ?? -1, row.endedAt ?? -1)
            attempt.isChanged = false
            attempts.append(attempt)
        }
    }

    /// Reads which iterations belong to which task run, once all of both are known.
    private mutating func readValues(_ rows: [TaskRunRow]) throws(RowsError) {
        for row in rows {
            guard let run = position(ofRun: row.number), let number = row.values else { continue }
            guard let first = position(ofIteration: number), iterations[Int(first)].run == run else {
                throw .taskRun(row.number, "values")
            }
            runs[Int(run)].values = first
        }
        for run in runs.indices where runs[run].step == .scope || runs[run].step == .children {
            let takesValues =
                switch plan.tasks[Int(runs[run].task)].kind {
                case .forEach, .loop, .subflow: true
                default: false
                }
            guard takesValues else { continue }
            let count = childPositions(Int32(run)).count
            guard count >= runs[run].scope.total, runs[run].scope.next <= runs[run].scope.total else {
                throw .taskRun(runs[run].number, "total")
            }
        }
    }
}
