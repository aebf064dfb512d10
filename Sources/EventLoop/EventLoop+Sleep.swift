import Synchronization

extension EventLoop {
    /// Suspends the calling task for a time.
    ///
    /// - Throws: `CancellationError` at once when the task is cancelled or the loop stops.
    public func sleep(for duration: Duration) async throws(CancellationError) {
        let sleeper = Sleeper()
        let isDone = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                sleeper.wait(continuation)
                if !offer({ [self] in start(sleeper, for: duration) }) {
                    sleeper.end(false)
                }
            }
        } onCancel: {
            sleeper.end(false)
            execute { [self] in forget(sleeper) }
        }
        guard isDone else { throw CancellationError() }
    }
}

/// A task that sleeps: it is woken once, by its timer or by its cancellation.
final class Sleeper: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Bool, Never>?
        var result: Bool?
        var timer: TimerToken?
    }

    private let state = Mutex(State())

    /// Whether the sleep is over, so that no timer is needed.
    var isEnded: Bool { state.withLock { $0.result != nil } }

    /// The timer, which is then no longer kept.
    func takeTimer() -> TimerToken? {
        state.withLock { state in
            defer { state.timer = nil }
            return state.timer
        }
    }

    func keep(_ timer: TimerToken) {
        state.withLock { $0.timer = timer }
    }

    func wait(_ continuation: CheckedContinuation<Bool, Never>) {
        let result = state.withLock { state -> Bool? in
            if state.result == nil {
                state.continuation = continuation
            }
            return state.result
        }
        if let result {
            continuation.resume(returning: result)
        }
    }

    func end(_ result: Bool) {
        let continuation = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard state.result == nil else { return nil }
            state.result = result
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: result)
    }
}
