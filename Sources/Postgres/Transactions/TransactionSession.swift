import EventLoop
import Synchronization

/// One attempt at a transaction: the connection it has borrowed, and what it has sent.
///
/// It is used by one task at a time, from whatever thread; the connection is touched on its loop only.
final class TransactionSession: Sendable {
    private struct State {
        var transaction: TransactionState
        var connection: Connection?
        var hasWaitedInVain = false
        var cursors = 0
    }

    private let pool: LoopPool
    private let options: TransactionOptions
    private let configuration: DatabaseConfiguration
    private let deadline: ContinuousClock.Instant?
    private let state: Mutex<State>

    init(
        pool: LoopPool,
        options: TransactionOptions,
        configuration: DatabaseConfiguration,
        deadline: ContinuousClock.Instant?
    ) {
        self.pool = pool
        self.options = options
        self.configuration = configuration
        self.deadline = deadline
        state = Mutex(State(transaction: TransactionState(options)))
    }

    /// The first error of the attempt.
    var failure: DatabaseError? { state.withLock { $0.transaction.failure } }

    /// Whether there was no connection within the time that is allowed for it: another attempt would only wait as long again.
    var hasWaitedInVain: Bool { state.withLock(\.hasWaitedInVain) }

    func enqueue(_ sql: SQL) throws(DatabaseError) {
        let statement = try Statement(checking: sql)
        try state.withLock { state throws(DatabaseError) in try state.transaction.enqueue(statement) }
    }

    /// Sends statements and what was enqueued before them, and waits for their results.
    func run(_ sqls: [SQL]) async throws(DatabaseError) -> [Rows] {
        var statements: [Statement] = []
        for sql in sqls { statements.append(try Statement(checking: sql)) }
        let trip = try state.withLock { state throws(DatabaseError) in try state.transaction.trip(statements) }
        let outcome = try await perform(trip)
        return Array(outcome.results[trip.results])
    }

    /// Commits, or rolls back and throws what made the transaction fail before.
    func commit() async throws(DatabaseError) {
        guard !Task.isCancelled else {
            state.withLock { _ = $0.transaction.fail(.cancelled) }
            throw .cancelled
        }
        guard let trip = try state.withLock({ state throws(DatabaseError) in try state.transaction.commit() }) else {
            return
        }
        // Nothing depends on the end of a transaction that has only read.
        if options.readOnly, options.isolation != .serializable, !trip.isFirst, trip.statements.count == 1,
            let connection = take()
        {
            state.withLock { $0.transaction.end() }
            return connection.loop.run { [pool] in
                connection.send(trip.statements) { _ in pool.release(connection) }
            }
        }
        _ = try await perform(trip)
        release()
    }

    /// Ends the attempt without a trace: rolls back, and gives the connection back or closes it.
    func rollBack() async {
        state.withLock { $0.transaction.end() }
        guard let connection = take() else { return }
        await withCheckedContinuation { continuation in
            connection.loop.run { [pool] in
                guard connection.isOpen, !connection.isClean else {
                    pool.release(connection)
                    return continuation.resume()
                }
                let timer = connection.loop.schedule(after: .seconds(5)) {
                    connection.close(because: "the rollback took too long")
                }
                connection.send([Statement(text: "rollback", binds: [])]) { _ in
                    connection.loop.cancel(timer)
                    pool.release(connection)
                    continuation.resume()
                }
            }
        }
    }

    /// The connection, with the transaction open and everything enqueued done.
    func openConnection() async throws(DatabaseError) -> Connection {
        _ = try await run([])
        guard let connection = state.withLock(\.connection) else { throw .misuse("the transaction is over") }
        return connection
    }

    /// Notes what went wrong outside a round trip: the transaction has failed.
    func note(_ error: any Error) {
        let cause = error as? DatabaseError ?? .misuse("the transaction was given up in the middle of a copy")
        state.withLock { _ = $0.transaction.fail(cause) }
    }

    /// Closes a connection that is in the middle of something that cannot be undone.
    func abandon(_ connection: Connection) {
        connection.loop.run { connection.close(because: "a copy was given up") }
    }

    /// A name for a cursor that no other of the transaction has.
    func nextCursor() -> String {
        state.withLock { state in
            state.cursors += 1
            return "reeve_cursor_\(state.cursors)"
        }
    }

    // MARK: Round trips

    private func perform(_ trip: TransactionState.Trip) async throws(DatabaseError) -> Outcome {
        let connection = try await borrow()
        let isInterruptible = !trip.isCommit
        let (outcome, interruption) = await roundTrip(trip, on: connection, isInterruptible: isInterruptible)
        let verdict = state.withLock { $0.transaction.ended(trip, outcome, interruption: interruption) }
        switch verdict {
        case .done: return outcome
        case .failed(let error): throw error
        case .replay(let again):
            try await prepareReplay(on: connection)
            return try await perform(again)
        }
    }

    private func borrow() async throws(DatabaseError) -> Connection {
        if let connection = state.withLock(\.connection) { return connection }
        do throws(DatabaseError) {
            let limit = ContinuousClock.now + configuration.waitTimeout
            let connection = try await pool.borrow(until: min(deadline ?? limit, limit))
            state.withLock { $0.connection = connection }
            return connection
        } catch {
            let isLate = deadline.map { $0 <= .now } ?? false
            let verdict = state.withLock { state in
                state.hasWaitedInVain = true
                return state.transaction.fail(isLate ? .timeout : error)
            }
            guard case .failed(let first) = verdict else { throw error }
            throw first
        }
    }

    private func roundTrip(
        _ trip: TransactionState.Trip,
        on connection: Connection,
        isInterruptible: Bool
    ) async -> (Outcome, TransactionState.Interruption?) {
        let interruption = Interruption()
        let limit = timeLimit
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Outcome, Never>) in
                connection.loop.run {
                    guard !isInterruptible || interruption.begin() else {
                        return continuation.resume(returning: Outcome(failure: .ended("cancelled", statement: 0)))
                    }
                    let timer = connection.loop.schedule(after: limit) {
                        interruption.interrupt(.deadline)
                        connection.cancel()
                    }
                    connection.send(trip.statements) { outcome in
                        interruption.end()
                        connection.loop.cancel(timer)
                        continuation.resume(returning: outcome)
                    }
                }
            }
        } onCancel: {
            guard isInterruptible, interruption.interrupt(.cancelled) else { return }
            connection.loop.execute { if interruption.isRunning { connection.cancel() } }
        }
        return (outcome, interruption.cause)
    }

    /// How long the server may be silent: its own limit and some time for the way, or what is left of the deadline.
    private var timeLimit: Duration {
        let own = (options.statementTimeout ?? configuration.statementTimeout) + .seconds(5)
        guard let deadline else { return own }
        return max(.milliseconds(1), min(own, deadline - .now))
    }

    private func prepareReplay(on connection: Connection) async throws(DatabaseError) {
        let outcome = await withCheckedContinuation { (continuation: CheckedContinuation<Outcome, Never>) in
            connection.loop.run {
                connection.send([Statement(text: "rollback", binds: [], isPrepared: false)]) { outcome in
                    guard outcome.failure == nil else { return continuation.resume(returning: outcome) }
                    connection.forgetStatements { continuation.resume(returning: $0) }
                }
            }
        }
        guard outcome.failure != nil else { return }
        let verdict = state.withLock { $0.transaction.fail(.connection("the statements cannot be prepared again")) }
        guard case .failed(let error) = verdict else { return }
        throw error
    }

    private func take() -> Connection? {
        state.withLock { state in
            defer { state.connection = nil }
            return state.connection
        }
    }

    private func release() {
        guard let connection = take() else { return }
        connection.loop.run { [pool] in pool.release(connection) }
    }
}

/// Whether a round trip was interrupted, and by what; shared by the task's cancellation and the loop.
final class Interruption: Sendable {
    private struct State {
        var isRunning = false
        var isOver = false
        var cause: TransactionState.Interruption?
    }

    private let state = Mutex(State())

    var cause: TransactionState.Interruption? { state.withLock(\.cause) }
    var isRunning: Bool { state.withLock { $0.isRunning && !$0.isOver } }

    /// False when it was interrupted before it began.
    func begin() -> Bool {
        state.withLock { state in
            state.isRunning = state.cause == nil
            return state.isRunning
        }
    }

    func end() { state.withLock { $0.isOver = true } }

    /// False when there is nothing to interrupt any more.
    @discardableResult
    func interrupt(_ cause: TransactionState.Interruption) -> Bool {
        state.withLock { state in
            guard !state.isOver, state.cause == nil else { return false }
            state.cause = cause
            return true
        }
    }
}

extension LoopPool {
    /// Borrows a connection, from any thread.
    func borrow(until deadline: ContinuousClock.Instant) async throws(DatabaseError) -> Connection {
        let borrower = Self.borrowers.wrappingAdd(1, ordering: .relaxed).newValue
        let interruption = Interruption()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Borrowing) in
                loop.run {
                    guard interruption.begin() else { return continuation.resume(returning: .failure(.cancelled)) }
                    self.acquire(borrower, until: deadline, continuation)
                }
            }
        } onCancel: {
            interruption.interrupt(.cancelled)
            loop.execute { self.cancel(borrower) }
        }
        return try result.get()
    }

    private static let borrowers = Atomic<UInt64>(0)
}

extension EventLoop {
    /// Runs a closure on the loop: at once when called there.
    func run(_ body: @escaping @Sendable () -> Void) {
        guard !isCurrent else { return body() }
        execute(body)
    }
}

extension Statement {
    /// A statement whose values can all be sent.
    init(checking sql: SQL) throws(DatabaseError) {
        for (index, bind) in sql.binds.enumerated() {
            guard let problem = bind.problem else { continue }
            throw .encoding(parameter: index + 1, reason: problem)
        }
        self.init(text: sql.text, binds: sql.binds)
    }
}
