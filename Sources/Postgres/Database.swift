public import EventLoop

/// A database: pools of connections on event loops, and transactions on them.
///
/// It may be used from any task. A task that runs on one of the loops uses the connections of that loop, without leaving
/// its thread; for any other one of the loops does the work.
///
/// It works from the moment it is made; `run()` keeps the configured connections open and ends them in order.
public final class Database: Sendable {
    let configuration: DatabaseConfiguration
    let group: EventLoopGroup
    private let pools: [LoopPool]
    private let onEvent: @Sendable (DatabaseEvent) -> Void

    /// Makes a database; no connection is opened yet.
    ///
    /// - Parameters:
    ///   - configuration: Where it is and how its connections are used.
    ///   - group: The loops that do the work.
    ///   - onEvent: Told what happens to connections and transactions, on whatever thread; it must not block.
    public init(
        configuration: DatabaseConfiguration,
        group: EventLoopGroup,
        onEvent: @escaping @Sendable (DatabaseEvent) -> Void = { _ in }
    ) {
        self.onEvent = onEvent
        self.configuration = configuration
        self.group = group
        let loops = group.loops
        pools = loops.map { loop in
            LoopPool(loop: loop, configuration: configuration, loops: loops.count, report: onEvent)
        }
    }

    /// Runs a closure in a transaction: commits when it returns, rolls back when it throws.
    ///
    /// `begin` and the settings go to the server with the first statement, and the commit with what was enqueued; a body
    /// that sends nothing opens nothing. Cancelling the task stops the statement that runs and rolls back. With
    /// `.whenSafe` the body may run several times: it must have no effects but those in the transaction.
    ///
    /// - Parameters:
    ///   - options: How the transaction is run.
    ///   - body: What it does.
    /// - Returns: What the body returned, once the commit is acknowledged.
    /// - Throws: What the body threw, after the rollback, or `DatabaseError`; `.commitUnknown` when the connection was
    ///   lost during the commit, in every other case nothing has changed.
    @discardableResult
    public func transaction<Result: Sendable, Failure: Error>(
        _ options: TransactionOptions = TransactionOptions(),
        _ body: (borrowing Transaction) async throws(Failure) -> Result
    ) async throws -> Result {
        let deadline = options.deadline.map { ContinuousClock.now + $0 }
        var attempt = 0
        while true {
            let session = TransactionSession(
                pool: pool,
                options: options,
                configuration: configuration,
                deadline: deadline
            )
            do {
                let result = try await body(Transaction(session: session))
                try await session.commit()
                return result
            } catch {
                await session.rollBack()
                guard options.retry == .whenSafe, attempt < configuration.retryLimit, !Task.isCancelled,
                    let failure = session.failure, failure.allowsAnotherAttempt, !session.hasWaitedInVain,
                    deadline.map({ $0 > .now }) ?? true
                else { throw error }
                attempt += 1
                onEvent(.retried(attempt: attempt, because: failure))
                try await pause(before: attempt)
            }
        }
    }

    /// Whether a connection can be had and answers.
    ///
    /// - Throws: `DatabaseError` when not.
    public func ping() async throws {
        try await transaction(TransactionOptions(readOnly: true)) { transaction throws(DatabaseError) in
            _ = try await transaction.query("select 1")
        }
    }

    /// Keeps the configured connections open until the task is cancelled, then drains.
    public func run() async throws {
        for pool in pools { pool.loop.run { pool.fill() } }
        await Self.untilCancelled()
        await close()
    }

    /// Lends no more connections, waits for those that are lent, at most for the grace, and closes all.
    public func close() async {
        let timers = pools.map { pool in
            Task { [grace = configuration.stopGrace] in
                try await Task.sleep(for: grace)
                pool.loop.run { pool.abort() }
            }
        }
        for pool in pools {
            await withCheckedContinuation { continuation in pool.loop.run { pool.drain(continuation) } }
        }
        for timer in timers { timer.cancel() }
    }

    /// How many connections there are over all loops, and how many wait for one.
    public func connectionCounts() async -> (idle: Int, lent: Int, connecting: Int, waiting: Int) {
        var total = (idle: 0, lent: 0, connecting: 0, waiting: 0)
        for pool in pools {
            let counts = await withCheckedContinuation { continuation in
                pool.loop.run {
                    let counts = pool.counts
                    continuation.resume(returning: [counts.idle, counts.lent, counts.connecting, counts.waiting])
                }
            }
            total = (
                total.idle + counts[0], total.lent + counts[1], total.connecting + counts[2], total.waiting + counts[3]
            )
        }
        return total
    }

    /// The pool of the loop that this runs on, or of any.
    var pool: LoopPool {
        if let current = EventLoop.current, let own = pools.first(where: { $0.loop === current }) { return own }
        let next = group.next()
        return pools.first { $0.loop === next } ?? pools[0]
    }

    /// Waits longer from attempt to attempt, and never the same time, so that those in conflict do not meet again.
    private func pause(before attempt: Int) async throws {
        let longest = min(Double(5 << min(attempt, 8)), 500)
        try await Task.sleep(for: .microseconds(Int(Double.random(in: 0.5...1) * longest * 1000)))
    }

    static func untilCancelled() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        for await _ in stream {}
        continuation.finish()
    }
}

extension Database {
    /// Runs a text of any number of statements on a connection of its own, outside any transaction.
    ///
    /// For texts that are part of the program, as those of `Policies/`, and for statements that no transaction may hold.
    ///
    /// - Parameter text: The statements; nothing in it may come from a user.
    /// - Throws: `DatabaseError`; what came before the failing statement may have been done.
    package func runScript(_ text: String) async throws(DatabaseError) {
        try await withSession { session throws(DatabaseError) in try await session.script(text) }
    }
}
