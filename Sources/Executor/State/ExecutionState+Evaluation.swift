extension ExecutionState {
    /// Goes on with the values of expressions.
    mutating func evaluated(_ id: EvaluationID, _ values: [EvaluatedValue]) {
        guard let number = id.taskRun else { return evaluatedForExecution(id, values) }
        switch id.purpose {
        case .when:
            guard let run = waiting(number, id.token, .when) else { return }
            guard case .truth(let runs)? = values.first else { return fail(run, .unexpectedValue) }
            if runs { launch(run) } else { close(run, .skipped) }
        case .properties:
            guard let run = waiting(number, id.token, .properties) else { return }
            guard !isHeld || state.isTerminal else { return launch(run) }
            carryOut(run, PropertyValues(values))
        case .condition:
            guard let run = waiting(number, id.token, .condition), case .loopUntil(let plan) = kind(run) else { return }
            guard case .truth(let holds)? = values.first else { return failScope(run, .unexpectedValue) }
            judge(run, plan, holds)
        case .breakWhen(let iteration):
            guard let run = waiting(number, id.token, .children) else { return }
            guard case .truth(let ends)? = values.first else {
                return judged(run, iteration, ends: false, .unexpectedValue)
            }
            judged(run, iteration, ends: ends, nil)
        case .childOutputs:
            guard let run = waiting(number, id.token, .childOutputs) else { return }
            endChildren(run)
        case .assertions, .outputs: break
        }
    }

    /// Goes on without the values of expressions.
    mutating func evaluationFailed(_ id: EvaluationID, _ reason: String) {
        guard let number = id.taskRun else { return evaluatedForExecution(id, nil) }
        switch id.purpose {
        case .when:
            if let run = waiting(number, id.token, .when) { fail(run, .evaluation(reason)) }
        case .properties:
            if let run = waiting(number, id.token, .properties) { fail(run, .evaluation(reason)) }
        case .condition:
            if let run = waiting(number, id.token, .condition) { failScope(run, .evaluation(reason)) }
        case .breakWhen(let iteration):
            if let run = waiting(number, id.token, .children) {
                judged(run, iteration, ends: false, .evaluation(reason))
            }
        case .childOutputs:
            if let run = waiting(number, id.token, .childOutputs) { failAttempt(run, .evaluation(reason)) }
        case .assertions, .outputs: break
        }
    }

    private mutating func failScope(_ run: Int32, _ reason: FailureReason) {
        emit(.report(taskRun: runs[Int(run)].number, reason))
        runs[Int(run)].scope.outcome.insert(.failed)
        runs[Int(run)].step = .scope
        touch(run)
        leaveMain(run)
    }

    private mutating func evaluatedForExecution(_ id: EvaluationID, _ values: [EvaluatedValue]?) {
        guard id.token == question else { return }
        switch id.purpose {
        case .assertions: assertionsEvaluated(values)
        case .outputs: outputsEvaluated(values)
        default: break
        }
    }
}
