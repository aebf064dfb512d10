import Synchronization
public import Tenancy

/// Tells those who wait that an execution has changed.
///
/// The executor of this process tells of each commit; another process does not. Whoever waits looks at the database after
/// each wait, whether it ended with news or with the time:
///
/// ```swift
/// let changes = watch.changes(of: id, in: tenant)
/// while try await !hasEnded(id) { await changes.next(within: .milliseconds(500)) }
/// ```
public final class ExecutionWatch: Sendable {
    private struct Key: Hashable {
        var tenant: Tenant.ID
        var execution: ExecutionID
    }

    private struct State {
        var watchers: [Key: [Int: Signal]] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Makes a watch that nobody looks at yet.
    public init() {}

    /// Begins to watch an execution; it ends when what is returned is let go.
    ///
    /// - Parameters:
    ///   - execution: The execution.
    ///   - tenant: The tenant.
    /// - Returns: The changes from now on.
    public func changes(of execution: ExecutionID, in tenant: Tenant.ID) -> Changes {
        let key = Key(tenant: tenant, execution: execution)
        return state.withLock { state in
            state.next += 1
            let number = state.next
            let signal = Signal()
            state.watchers[key, default: [:]][number] = signal
            return Changes(signal) { [weak self] in self?.forget(key, number) }
        }
    }

    /// How many watch.
    public var count: Int { state.withLock { $0.watchers.values.reduce(0) { $0 + $1.count } } }

    /// Tells that executions have changed.
    func changed(_ executions: some Sequence<ExecutionID>, in tenant: Tenant.ID) {
        let signals = state.withLock { state -> [Signal] in
            guard !state.watchers.isEmpty else { return [] }
            return executions.flatMap { execution in
                Array((state.watchers[Key(tenant: tenant, execution: execution)] ?? [:]).values)
            }
        }
        for signal in signals { signal.raise() }
    }

    private func forget(_ key: Key, _ number: Int) {
        state.withLock { state in
            state.watchers[key]?[number] = nil
            if state.watchers[key]?.isEmpty == true { state.watchers[key] = nil }
        }
    }

    /// The changes of one execution, for one who waits for them.
    public final class Changes: Sendable {
        private let signal: Signal
        private let onEnd: @Sendable () -> Void

        fileprivate init(_ signal: Signal, _ onEnd: @escaping @Sendable () -> Void) {
            (self.signal, self.onEnd) = (signal, onEnd)
        }

        deinit { onEnd() }

        /// Waits until there was a change since the last wait, or the time is over, or the task is cancelled.
        ///
        /// - Parameter time: How long.
        /// - Returns: Whether there was a change.
        @discardableResult
        public func next(within time: Duration) async -> Bool {
            await signal.wait(for: time)
        }
    }
}
