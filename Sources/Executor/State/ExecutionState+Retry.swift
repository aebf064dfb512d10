extension ExecutionState {
    /// Ends an attempt that failed, and plans the next one if there is one.
    mutating func failAttempt(_ run: Int32, _ reason: FailureReason) {
        emit(.report(taskRun: runs[Int(run)].number, reason))
        endAttempt(run, .failed)
        runs[Int(run)].failures += 1
        guard !isKilling, let number = plan.tasks[Int(runs[Int(run)].task)].retry else { return close(run, .failed) }
        if plan.policies[Int(number)].createsExecution {
            if replacementPolicy == nil {
                replacementPolicy = number
                changes.execution = true
            }
            return close(run, .failed)
        }
        let next = plan.policies[Int(number)].nextAttempt(
            after: Int64(runs[Int(run)].failures),
            since: runs[Int(run)].roundStart,
            at: now,
            entropy: entropy
        )
        guard let next else { return close(run, .failed) }
        enter(.retrying, run: run)
        wait(run, for: .retry)
        let timer = TimerID(taskRun: runs[Int(run)].number, token: runs[Int(run)].token, purpose: .retry)
        emit(.startTimer(timer, at: next))
    }

    /// When another execution is made of this one, which failed; `nil` if none is.
    func replacementInstant() -> Int64? {
        guard let number = replacementPolicy ?? plan.retry else { return nil }
        return plan.policies[Int(number)].nextAttempt(
            after: Int64(attempt),
            since: firstCreatedAt,
            at: now,
            entropy: entropy
        )
    }
}
