import Daemon
import Postgres

extension LaneWorker {
    /// What became of a batch.
    private enum Outcome {
        /// It is committed, and what follows from it is done.
        case done
        /// The shard is another executor's.
        case left
        /// It is not committed, and will not be by trying again.
        case failed
    }

    /// So often a batch is tried again that the database refuses for a reason of its own.
    private static let refusalLimit = 3

    /// So often a batch is tried again when the executor stops.
    private static let lastTryLimit = 3

    /// Deals with letters until they are committed.
    ///
    /// A batch that the database keeps refusing is taken apart: what one execution does wrong holds up no other.
    ///
    /// - Returns: `false` if the lane has to end.
    func work(_ letters: [LaneLetter]) async -> Bool {
        switch await persist(letters, only: nil) {
        case .done: return true
        case .left: return false
        case .failed: return await isolate(letters)
        }
    }

    /// Deals with the executions of a batch one by one; one that cannot be written is ended, or else left as it is.
    private func isolate(_ letters: [LaneLetter]) async -> Bool {
        defer { suspects = [] }
        for id in suspects {
            let own = letters.filter { $0.execution == id }
            switch await persist(own, only: id) {
            case .done: continue
            case .left: return false
            case .failed: poisoned[id] = "what changed in it cannot be written"
            }
            switch await persist(own, only: id) {
            case .done: continue
            case .left: return false
            case .failed: dropped.insert(id)
            }
            parts.metrics.failures.increment(["stuck"])
            logger.error("an execution cannot be written, nor be ended", ["execution.id": id.description])
        }
        // What was no execution's, and what has come since.
        mailbox.post(.rung)
        return true
    }

    /// Tries to commit a batch, as long as it may succeed.
    private func persist(_ letters: [LaneLetter], only id: ExecutionID?) async -> Outcome {
        var delay = Duration.milliseconds(50)
        var (refusals, lastTries) = (0, 0)
        while true {
            do {
                // While it waits for another attempt, others work.
                try await parts.permits.with { try await attempt(letters, only: id) }
                return .done
            } catch ExecutionStoreError.leaseLost {
                logger.warning("a shard was given to another executor")
                parts.metrics.failures.increment(["lease_lost"])
                parts.board.leave([lease])
                return .left
            } catch {
                if note(error) { refusals += 1 }
                guard refusals < Self.refusalLimit else { return .failed }
            }
            // A stop does not wait for a database that is away: what is not committed is done again.
            if mailbox.isFinishing { lastTries += 1 }
            guard !mailbox.isClosed, lastTries < Self.lastTryLimit else { return .left }
            try? await Task.sleep(for: mailbox.isFinishing ? .milliseconds(100) : delay)
            delay = min(delay * 2, .seconds(5))
        }
    }

    private func attempt(_ letters: [LaneLetter], only id: ExecutionID?) async throws {
        let began = ContinuousClock.now
        let batch = try await commit(letters, only: id)
        if id == nil { suspects = [] }
        parts.metrics.batches.observe(ContinuousClock.now - began)
        settle(batch, letters)
    }

    /// Writes down why a batch was not committed.
    ///
    /// - Returns: Whether it would fail again.
    private func note(_ error: any Error) -> Bool {
        switch error {
        case ExecutionStoreError.tooLarge(let id, let field, let limit):
            poisoned[id] = "`\(field)`: expected at most \(limit) bytes, found more"
            parts.metrics.failures.increment(["too_large"])
            logger.error("an execution is too large to be kept", ["execution.id": id.description, "field": field])
            return true
        case let error as DatabaseError:
            parts.metrics.failures.increment(["database"])
            logger.warning("a batch was not committed", ["error": error.debugDescription])
            return error.isLasting
        default:
            parts.metrics.failures.increment(["batch"])
            logger.error("a batch was not committed", ["error": "\(error)"])
            return true
        }
    }
}

extension DatabaseError {
    /// Whether the same statements would fail again.
    fileprivate var isLasting: Bool {
        switch self {
        case .server(let error): !error.isRetriable
        case .decoding, .encoding, .misuse: true
        default: false
        }
    }
}

extension LaneLetter {
    /// The execution that it is about.
    var execution: ExecutionID? {
        switch self {
        case .report(let id, _, _, _): id
        case .answer(let answer): answer.key.execution
        case .rung, .room, .doze, .stop: nil
        }
    }
}
