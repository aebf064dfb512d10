import Synchronization

/// Why work was not taken.
public enum WorkPoolError: Error, Equatable, Sendable {
    /// As much work waits as may.
    case full
    /// The pool has been shut down.
    case closed
}

/// Threads for what blocks or takes long, such as hashing a password; bounded in threads and in what waits.
///
/// Owners take turns, if there are several. In a pool that is shared they are also bounded each: of the threads, if there are
/// more than one, one is always free for other owners, and of what may wait one owner has at most half.
public final class WorkPool: Sendable {
    private struct State {
        var turns: TurnQueue<String, @Sendable () -> Void>
        var isClosed = false
    }

    private let state: Mutex<State>
    private let limit: Int
    private let share: Int
    private let signal: SemaphoreHandle
    private let threads: Mutex<[ThreadHandle]>

    /// Starts the threads of a pool.
    ///
    /// - Parameters:
    ///   - name: The name of its threads.
    ///   - threads: How many work at once.
    ///   - limit: How much work may wait.
    ///   - isShared: Whether owners are bounded each.
    /// - Throws: ``EventLoopError`` if the system has no thread to give.
    public init(
        name: String = "work",
        threads: Int,
        limit: Int,
        isShared: Bool = false
    ) throws(EventLoopError) {
        let count = max(1, threads)
        state = Mutex(State(turns: TurnQueue(share: isShared ? max(1, count - 1) : count)))
        self.limit = limit
        share = isShared ? max(1, limit / 2) : limit
        signal = SemaphoreHandle()
        self.threads = Mutex([])
        var started: [ThreadHandle] = []
        do throws(EventLoopError) {
            for index in 0..<count {
                started.append(try ThreadHandle(name: "\(name)-\(index)") { [self] in work() })
            }
        } catch {
            self.threads.withLock { $0 = started }
            shutdown()
            throw error
        }
        self.threads.withLock { $0 = started }
    }

    /// How much work waits.
    public var waiting: Int { state.withLock { $0.turns.count } }

    /// Does work on a thread of the pool, and returns to the caller's executor.
    ///
    /// - Parameters:
    ///   - owner: Whose work it is.
    ///   - body: The work.
    /// - Returns: What the work returns.
    /// - Throws: ``WorkPoolError``, what the work throws, or `CancellationError` if the task is cancelled before the work
    ///   has begun.
    public func run<Result: Sendable>(
        for owner: String = "",
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let work = PoolWork(body)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                work.begin(continuation)
                if let refusal = take({ work.run() }, of: owner) {
                    work.refuse(refusal)
                } else {
                    signal.post()
                }
            }
        } onCancel: {
            work.refuse(CancellationError())
        }
    }

    private func take(_ body: @escaping @Sendable () -> Void, of owner: String) -> WorkPoolError? {
        state.withLock { state in
            guard !state.isClosed else { return .closed }
            guard state.turns.count < limit, state.turns.count(of: owner) < share else { return .full }
            state.turns.append(body, of: owner)
            return nil
        }
    }

    /// Takes no more work, does what waits, and ends the threads.
    public func shutdown() {
        state.withLock { $0.isClosed = true }
        let threads = threads.withLock { threads -> [ThreadHandle] in
            defer { threads = [] }
            return threads
        }
        for _ in threads {
            signal.post()
        }
        for thread in threads {
            thread.join()
        }
    }

    private func work() {
        while true {
            signal.wait()
            // Work whose owner had its share when it came is found here once that is given back.
            while let (owner, body) = state.withLock({ $0.turns.next() }) {
                body()
                state.withLock { $0.turns.giveBack(of: owner) }
            }
            guard !state.withLock({ $0.isClosed }) else { return }
        }
    }
}
