import Daemon
import EventLoop
import Flows
import JSON
import Tenancy
import WorkerProtocol

extension LaneWorker {
    /// Does what follows from a batch that is committed.
    func settle(_ batch: LaneBatch, _ letters: [LaneLetter]) {
        uses &+= 1
        for (id, var subject) in batch.subjects {
            subject.lastUse = uses
            subjects[id] = subject
        }
        for id in batch.subjects.keys { poisoned[id] = nil }
        for id in batch.deleted.keys { poisoned[id] = nil }
        // What has ended is seldom asked for again.
        for (id, _) in batch.entered where subjects[id]?.state.root.phase == .ended { subjects[id] = nil }
        carryOut(batch.aftermath, batch)
        continueRecovery(batch)
        if batch.intake.isFull { mailbox.post(.rung) }
        tellOthers(batch)
        arm(batch)
        count(batch)
    }

    private func carryOut(_ aftermath: [LaneBatch.Aftermath], _ batch: LaneBatch) {
        for action in aftermath {
            switch action {
            case .ask(let question): if subjects[question.key.execution] != nil { hand.ask(question) }
            case .submit(let work): if subjects[work.execution] != nil { hand.submit(work) }
            case .cancel(let key): cancel(key)
            case .discard(let id, let number): parts.runner.discardDirectory(directory(number, of: id))
            }
        }
    }

    private func cancel(_ key: LaneHand.Key) {
        switch hand.cancel(key) {
        case .running: parts.runner.cancel(jobKey(key))
        case .waiting, .unknown:
            end(key, .killed)
        }
    }

    /// Says of a job that no worker has how it ended.
    private func end(_ key: LaneHand.Key, _ outcome: JobOutcome) {
        let report = JobReport.finished(JobEnd(outcome))
        mailbox.post(.report(key.execution, key.reference, report, at: parts.clock.milliseconds))
    }

    private func directory(_ number: Int32, of id: ExecutionID) -> String {
        id.derived(.taskRun, Int64(number)).description
    }

    private func continueRecovery(_ batch: LaneBatch) {
        guard !isStopping, let recovered = batch.intake.recovered else { return }
        recovery = recovered.last
        if recovery == nil { parts.board.recovered(lane, lease) } else { mailbox.post(.rung) }
    }

    /// Wakes those for whom something was written, and those who wait for a change.
    private func tellOthers(_ batch: LaneBatch) {
        let shards = Set(batch.posted.map { $0.execution.shard })
        for shard in shards { parts.board.ring(LaneKey(tenant: lane.tenant, shard: shard)) }
        parts.watch.changed(
            batch.touched + batch.created.map(\.record.id) + batch.deleted.keys,
            in: lane.tenant
        )
    }

    /// Has the lane woken when the next timer is due, if that is soon; later ones are found in the database.
    private func arm(_ batch: LaneBatch) {
        let now = parts.clock.milliseconds
        if alarm <= now { alarm = .max }
        let next = batch.drafts.values.flatMap(\.timers).map(\.at).min() ?? .max
        guard next < alarm, next - now < 60_000 else { return }
        alarm = next
        let (board, lane, loop) = (parts.board, lane, parts.group.next())
        let delay = Duration.milliseconds(max(next - now, 0) + 1)
        loop.execute { loop.schedule(after: delay) { board.ring(lane) } }
    }

    private func count(_ batch: LaneBatch) {
        for (_, state) in batch.entered where state.isTerminal {
            parts.metrics.executions.increment([state.name])
        }
        for (state, count) in batch.taskRuns {
            parts.metrics.taskRuns.increment([state.name], by: Double(count))
        }
        for (id, refusal) in batch.refusals {
            logger.debug("a command was refused", ["execution.id": id.description, "reason": "\(refusal)"])
        }
        if let first = batch.intake.messages.first {
            parts.metrics.lag.observe(parts.clock.now - first.postedAt)
        }
    }

    // MARK: Questions

    /// The questions whose turn it is, with what names stand for now.
    func startQuestions() -> [ExecutionQuestion] {
        guard !isStopping else { return [] }
        var questions: [ExecutionQuestion] = []
        for question in hand.nextQuestions() {
            guard let subject = subjects[question.key.execution] else {
                _ = hand.answered(question.key)
                continue
            }
            do {
                if let made = try subject.question(question) {
                    questions.append(made)
                } else {
                    _ = hand.answered(question.key)
                }
            } catch {
                mailbox.post(.answer(ExecutionAnswer(key: question.key, content: .failed("\(error)"))))
            }
        }
        return questions
    }

    // MARK: Jobs

    /// Hands as many jobs to the workers as there is room for.
    func startJobs() {
        guard !isStopping else { return }
        let room = parts.room.take(hand.waitingJobCount, for: lane)
        let works = hand.nextJobs(room)
        for _ in works.count..<max(room, works.count) { giveRoom() }
        for work in works { start(work) }
    }

    private func giveRoom() {
        if let next = parts.room.give(lane.tenant) { parts.board.post(.room, to: next) }
    }

    private func start(_ work: LaneHand.Work) {
        // It may have been ended, or lost, since it was to be done.
        guard let subject = subjects[work.execution],
            subject.state.waiting(work.job.reference.taskRun, work.job.reference.token, .job) != nil
        else {
            _ = hand.ended(work.key)
            return giveRoom()
        }
        let key = jobKey(work.key)
        let reporter = reporter(work.key, key)
        let owner = ExecutionOwner(subject.scope)
        guard parts.register.add(key, owner) else {
            // Somebody is at it who reports to nobody here: it is done again, as another attempt.
            end(work.key, .lost)
            return giveRoom()
        }
        do {
            let job = try subject.taskJob(work.job, key)
            parts.runner.submit(job) { reporter.report($0) }
        } catch {
            let line = JobLogLine(at: 0, level: .error, message: "\(error)", attempt: 0)
            reporter.report(.logged([line]))
            reporter.report(.finished(JobEnd(.failed("\(error)"))))
        }
    }

    private func reporter(_ job: LaneHand.Key, _ key: JobKey) -> JobReporter {
        let (board, lane, room, register) = (parts.board, lane, parts.room, parts.register)
        let (clock, loop) = (parts.clock, parts.group.next())
        return JobReporter(
            of: job,
            budget: logBudget,
            // To this lane and no other that comes after it: whoever takes up the shard has the job done again.
            to: mailbox,
            now: { clock.milliseconds },
            later: { body in loop.execute { loop.schedule(after: .milliseconds(25), body) } }
        ) {
            register.remove(key)
            if let next = room.give(lane.tenant) { board.post(.room, to: next) }
        }
    }
}
