import Synchronization

/// A signal that one task waits for; raised before it waits, it does not wait.
final class Signal: Sendable {
    private struct State {
        var isRaised = false
        /// Whether the wait is over without the signal.
        var isOver = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Ends the wait of whoever waits, or the next one.
    func raise() {
        let waiter = state.withLock { state in
            state.isRaised = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    private func end() {
        let waiter = state.withLock { state in
            state.isOver = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits for the signal, and lowers it; the time or the cancellation of the task end the wait as well.
    ///
    /// - Parameter time: How long to wait.
    /// - Returns: Whether it was raised.
    func wait(for time: Duration) async -> Bool {
        state.withLock { $0.isOver = false }
        let timer = Task {
            // One that was cancelled ends no other wait.
            if (try? await Task.sleep(for: time)) != nil { end() }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard !state.isRaised, !state.isOver else { return true }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            end()
        }
        timer.cancel()
        return state.withLock { state in
            defer { state.isRaised = false }
            return state.isRaised
        }
    }
}
