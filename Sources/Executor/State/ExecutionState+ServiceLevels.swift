extension ExecutionState {
    /// Asks whether the assertions of the flow hold; once again afterwards if the answer is not yet there.
    mutating func askAssertions() {
        switch root.phase {
        case .assertions, .main, .errors, .finally: break
        default: return
        }
        guard !isKilling, !state.isTerminal else { return }
        if asksAssertions {
            if !asksAgain {
                asksAgain = true
                changes.execution = true
            }
            return
        }
        let references = unbroken.map(\.reference)
        guard !references.isEmpty else { return }
        asksAssertions = true
        question += 1
        changes.execution = true
        emit(.evaluate(EvaluationID(taskRun: nil, token: question, purpose: .assertions), references))
    }

    /// The assertions that have held so far.
    private var unbroken: [(number: Int32, reference: ExpressionNumber)] {
        plan.serviceLevels.enumerated().compactMap { number, level in
            guard case .assertion(let reference) = level.promise, !broken.contains(Int32(number)) else { return nil }
            return (Int32(number), reference)
        }
    }

    /// Takes the answer; an assertion that cannot be evaluated is not broken.
    mutating func assertionsEvaluated(_ values: [EvaluatedValue]?) {
        guard asksAssertions else { return }
        let asked = unbroken
        asksAssertions = false
        changes.execution = true
        for (assertion, value) in zip(asked, values ?? []) where value == .truth(false) {
            breakPromise(assertion.number)
            guard isActive else { return }
        }
        switch root.phase {
        case .assertions:
            root.phase = .main
            openScope(-1, list: plan.main)
        case .settling: finish()
        default:
            guard asksAgain else { return }
            asksAgain = false
            askAssertions()
        }
    }

    /// Whether the execution is under way.
    private var isActive: Bool {
        switch state {
        case .running, .paused, .breakpoint, .retrying: root.phase != .replacing
        default: false
        }
    }

    /// Does what the flow says of a promise that is broken.
    mutating func breakPromise(_ number: Int32) {
        guard isActive, plan.serviceLevels.indices.contains(Int(number)), !broken.contains(number) else { return }
        let level = plan.serviceLevels[Int(number)]
        broken.append(number)
        setLabels(level.labels)
        changes.execution = true
        switch level.behavior {
        case .none: break
        case .cancel:
            forced = .cancelled
            terminate(.cancelled)
        case .fail:
            // What runs on failure, and in the end, is not broken off.
            guard root.phase == .main || root.phase == .assertions || root.phase == .settling else {
                root.outcome.insert(.failed)
                return
            }
            abandon(-1, as: .killed)
            (asksAssertions, asksAgain) = (false, false)
            token += 1
            question += 1
            root.outcome.insert(.failed)
            let wasSettling = root.phase == .settling
            root.phase = .main
            if wasSettling { finish() } else { leaveMain(-1) }
        }
    }

    /// Adds or replaces labels.
    mutating func setLabels(_ new: [ExecutionLabel]) {
        for label in new {
            if let place = labels.firstIndex(where: { $0.key == label.key }) {
                labels[place] = label
            } else {
                labels.append(label)
            }
        }
        if !new.isEmpty { changes.execution = true }
    }
}
