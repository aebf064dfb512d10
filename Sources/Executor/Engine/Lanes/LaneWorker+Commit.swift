import Daemon
import Flows
import JSON
import Postgres
import Tenancy
import WorkerProtocol

extension LaneWorker {
    /// What was read from the database for a batch.
    private struct Intake {
        var messages: [ExecutionMessage] = []
        var taken: [ExecutionMessage.ID] = []
        var timers: [ExecutionTimer] = []
        /// Executions that are taken up from another executor.
        var recovered: [ExecutionID] = []
        var isRecovering = false
    }

    /// How many executions are taken up from another executor at a time.
    private static let recoveryLimit = 100

    /// Applies and commits one batch.
    ///
    /// - Parameters:
    ///   - letters: What has reached the lane.
    ///   - only: The execution that it is about; `nil` for all that there is to do.
    /// - Returns: What was committed.
    /// - Throws: ``ExecutionStoreError``, `DatabaseError`: nothing that the batch touched is in memory any more then.
    func commit(_ letters: [LaneLetter], only: ExecutionID?) async throws -> LaneBatch {
        // A job that has only begun, or written to its log, is done again after a crash in any case.
        let isDurable = !letters.allSatisfy(\.isTransient)
        return try await parts.database.transaction(parts.writing(lane.tenant, isDurable: isDurable)) { tx in
            try await ShardLeases.require(lease, tx)
            let intake = try await read(letters, only: only, tx)
            var ids = Self.executions(letters, intake)
            if let only { ids.insert(only) } else { ids.formUnion(suspects) }
            if only == nil { suspects = ids }
            let fresh = try await load(ids, tx)
            var batch = LaneBatch(lane, takeSubjects(ids), at: parts.clock.milliseconds)
            try await reopen(fresh, isRecovering: intake.isRecovering, in: &batch, tx)
            deliver(letters, intake, to: &batch)
            try await serveSlots(&batch, tx)
            try await takeOutputs(&batch, tx)
            var writes = batch.finish()
            writes.taken = intake.taken
            try await parts.executions.save(writes, in: lane.tenant, tx)
            try await delete(batch.deleted, tx)
            batch.intake = LaneBatch.Intake(
                messages: intake.messages,
                isFull: max(intake.messages.count, intake.timers.count) >= parts.configuration.batch,
                recovered: intake.isRecovering && only == nil ? intake.recovered : nil
            )
            return batch
        }
    }

    /// Reads what waits in the database, if there may be something.
    private func read(
        _ letters: [LaneLetter],
        only: ExecutionID?,
        _ tx: borrowing Transaction
    ) async throws -> Intake {
        var intake = Intake()
        let (store, limit) = (parts.executions, parts.configuration.batch)
        if !isStopping, only != nil || letters.contains(where: \.isAboutDatabase) {
            let waiting = try await store.waiting(in: lane.shard, limit: limit, of: lane.tenant, tx)
            intake.messages = waiting.messages.filter { only == nil || $0.execution == only }
            intake.taken = intake.messages.map(\.id) + waiting.unreadable
            if !waiting.unreadable.isEmpty {
                parts.metrics.failures.increment(["unreadable_message"])
                logger.error("messages cannot be read and are dropped", ["count": waiting.unreadable.count])
            }
            intake.timers = try await store.due(
                in: lane.shard,
                at: parts.clock.now,
                limit: limit,
                of: lane.tenant,
                tx
            ).filter { only == nil || $0.execution == only }
        }
        intake.isRecovering = recovery != nil
        if !isStopping, only == nil, let last = recovery {
            intake.recovered = try await store.open(
                in: lane.shard,
                after: last,
                limit: Self.recoveryLimit,
                of: lane.tenant,
                tx
            )
        }
        return intake
    }

    private static func executions(_ letters: [LaneLetter], _ intake: Intake) -> Set<ExecutionID> {
        var ids = Set(intake.messages.map(\.execution))
        ids.formUnion(intake.timers.map(\.execution))
        ids.formUnion(intake.recovered)
        ids.formUnion(letters.compactMap(\.execution))
        return ids
    }

    // MARK: Loading

    /// Reads the executions that are not in memory.
    ///
    /// - Returns: Those that were read.
    private func load(_ ids: Set<ExecutionID>, _ tx: borrowing Transaction) async throws -> [ExecutionID] {
        let missing = ids.filter { subjects[$0] == nil && !dropped.contains($0) }
        guard !missing.isEmpty else { return [] }
        var fresh: [ExecutionID] = []
        for stored in try await parts.executions.load(Array(missing), in: lane.tenant, tx) {
            let id = stored.record.id
            do {
                let flow = try await parts.plans.flow(
                    stored.record.address,
                    revision: stored.record.revision,
                    in: lane.tenant,
                    tx
                )
                var subject = try ExecutionSubject(
                    stored,
                    flow,
                    tenant: lane.tenant,
                    environment: parts.environment,
                    cipher: cipher
                )
                if flow.asksForErrors {
                    let limit = ExecutionSubject.errorLimit
                    subject.note(try await parts.executions.errorLines(of: id, limit: limit, in: lane.tenant, tx))
                }
                subjects[id] = subject
                fresh.append(id)
            } catch let error as DatabaseError {
                throw error
            } catch {
                // It stays as it is: what its rows say cannot be made out, or its flow is gone.
                parts.metrics.failures.increment(["damaged"])
                logger.error(
                    "an execution cannot be read",
                    ["execution.id": id.description, "error": "\(error)"]
                )
            }
        }
        return fresh
    }

    /// Moves executions out of memory into a batch.
    private func takeSubjects(_ ids: Set<ExecutionID>) -> [ExecutionID: ExecutionSubject] {
        var taken: [ExecutionID: ExecutionSubject] = [:]
        for id in ids {
            if let subject = subjects.removeValue(forKey: id) { taken[id] = subject }
        }
        return taken
    }

    /// Asks again for what executions wait for that were just read, unless it is in hand.
    ///
    /// Jobs of executions that were another executor's are lost: nobody will say how they ended.
    private func reopen(
        _ fresh: [ExecutionID],
        isRecovering: Bool,
        in batch: inout LaneBatch,
        _ tx: borrowing Transaction
    ) async throws {
        var children: [ExecutionID: (ExecutionID, ChildReference)] = [:]
        for id in fresh {
            guard var subject = batch.subjects.removeValue(forKey: id) else { continue }
            for question in subject.state.openQuestions { batch.carryOut(question, &subject) }
            let jobs = subject.state.openJobs.filter { job in
                !hand.has(LaneHand.Key(execution: id, reference: job.reference))
            }
            for (reference, child) in subject.state.openChildren { children[child] = (id, reference) }
            batch.subjects[id] = subject
            batch.touch(id)
            for job in jobs {
                if isRecovering, !subject.isUpdate(job) {
                    batch.apply(.lost(job.reference), to: id)
                } else {
                    batch.resubmit(job, of: id)
                }
            }
        }
        guard !children.isEmpty else { return }
        let known = try await parts.executions.present(Array(children.keys), in: lane.tenant, tx)
        for (child, (id, reference)) in children where !known.contains(child) {
            batch.ask(for: child, reference, of: id)
        }
    }

    // MARK: Delivering

    private func deliver(_ letters: [LaneLetter], _ intake: Intake, to batch: inout LaneBatch) {
        for (id, reason) in poisoned { batch.end(id, because: reason) }
        for message in intake.messages where poisoned[message.execution] == nil {
            batch.deliver(message.content, to: message.execution)
        }
        for timer in intake.timers { batch.deliver(timer.timer, to: timer.execution) }
        for letter in letters {
            switch letter {
            case .report(let id, let reference, let report, let instant) where poisoned[id] == nil:
                batch.deliver(report, of: reference, to: id, at: instant)
            case .answer(let answer) where poisoned[answer.key.execution] == nil: batch.deliver(refusing(answer))
            default: break
            }
        }
    }

    /// An execution that was asked for and is too large to be kept is not made.
    private func refusing(_ answer: ExecutionAnswer) -> ExecutionAnswer {
        guard case .child(let execution) = answer.content, let reason = poisoned[execution.record.id] else {
            return answer
        }
        return ExecutionAnswer(key: answer.key, content: .failed(reason))
    }

    /// Asks for slots, and tells who got one, until nobody asks for more.
    private func serveSlots(_ batch: inout LaneBatch, _ tx: borrowing Transaction) async throws {
        // What is answered may end at once and give its slot back, which may again be somebody's here.
        for _ in 0..<16 {
            let requests = batch.takeSlots()
            guard !requests.isEmpty else { return }
            let response = try await parts.executions.slots(requests, in: lane.tenant, tx)
            for wish in response.granted {
                if batch.subjects[wish.execution] != nil {
                    batch.apply(.slot(.granted, token: wish.token), to: wish.execution)
                } else {
                    batch.posted.append((wish.execution, .slot(.granted, token: wish.token)))
                }
            }
            for wish in response.refused {
                let behavior = batch.subjects[wish.execution]?.state.plan.concurrency ?? .queue
                batch.apply(.slot(.refused(behavior), token: wish.token), to: wish.execution)
            }
        }
        throw ExecutionStoreError.tooMany(limit: 16)
    }

    /// Shows the outputs of executions that have ended with the task runs that asked for them.
    private func takeOutputs(_ batch: inout LaneBatch, _ tx: borrowing Transaction) async throws {
        guard !batch.wanted.isEmpty else { return }
        let outputs = try await parts.executions.flowOutputs(of: batch.wanted.map(\.child), in: lane.tenant, tx)
        for (id, number, child) in batch.wanted {
            guard let found = outputs[child], var subject = batch.subjects.removeValue(forKey: id) else { continue }
            var output = subject.scope.outputs.output(ofTaskRun: number) ?? [:]
            output["outputs"] = .object(found)
            batch.keep(output, ofTaskRun: number, &subject)
            batch.subjects[id] = subject
        }
    }

    private func delete(_ deleted: [ExecutionID: Bool], _ tx: borrowing Transaction) async throws {
        for withLogs in [true, false] {
            let ids = deleted.filter { $0.value == withLogs }.map(\.key)
            guard !ids.isEmpty else { continue }
            _ = try await parts.executions.delete(ids, withLogs: withLogs, in: lane.tenant, tx)
        }
    }
}

extension LaneLetter {
    /// Whether there may be something in the database because of it.
    fileprivate var isAboutDatabase: Bool {
        if case .rung = self { true } else { false }
    }

    /// Whether it tells nothing that may not be lost.
    fileprivate var isTransient: Bool {
        switch self {
        case .report(_, _, .started, _), .report(_, _, .logged, _): true
        default: false
        }
    }
}
