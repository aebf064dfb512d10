import Synchronization

/// Why work was not taken.
public enum WorkPoolError: Error, Equatable, Sendable {
    /// As much work waits as may.
    case full
    /// The pool has been shut down.
    case closed
}

/// Threads for what blocks or takes long, such as hashing a password; bounded in threads and in what waits.
public final class WorkPool: Sendable {
    private struct State {
        var queue: [@Sendable () -> Void] = []
        var head = 0
        var isClosed = false

        var waiting: Int { queue.count - head }
    }

    private let state: Mutex<State>
    private let limit: Int
    private let signal: SemaphoreHandle
    private let threads: Mutex<[ThreadHandle]>

    /// Starts the threads of a pool.
    ///
    /// - Parameters:
    ///   - name: the name of its threads.
    ///   - threads: how many work at once.
    ///   - limit: how much work may wait.
    /// - Throws: ``EventLoopError`` if the system has no thread to give.
    public init(name: String = "work", threads: Int, limit: Int) throws(EventLoopError) {
        self.state = Mutex(State())
        self.limit = limit
        self.signal = SemaphoreHandle()
        self.threads = Mutex([])
        var started: [ThreadHandle] = []
        for index in 0..<max(1, threads) {
            started.append(try ThreadHandle(name: "\(name)-\(index)") { [self] in self.work() })
        }
        self.threads.withLock { $0 = started }
    }

    /// Does work on a thread of the pool, and returns to the caller's executor.
    ///
    /// - Throws: ``WorkPoolError``, what the work throws, or `CancellationError` if the task is cancelled before the work has begun.
    public func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        let work = PoolWork(body)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                work.begin(continuation)
                if let refusal = take({ work.run() }) {
                    work.refuse(refusal)
                } else {
                    signal.post()
                }
            }
        } onCancel: {
            work.refuse(CancellationError())
        }
    }

    private func take(_ body: @escaping @Sendable () -> Void) -> WorkPoolError? {
        state.withLock { state in
            guard !state.isClosed else { return .closed }
            guard state.waiting < limit else { return .full }
            state.queue.append(body)
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
            let next = state.withLock { state -> (@Sendable () -> Void)? in
                guard state.waiting > 0 else { return nil }
                let body = state.queue[state.head]
                state.head += 1
                if state.head == state.queue.count {
                    state.queue.removeAll(keepingCapacity: true)
                    state.head = 0
                }
                return body
            }
            guard let next else { return }
            next()
        }
    }
}
