import Synchronization

/// So many at once, and the others in the order in which they came.
final class Permits: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
        var head = 0
    }

    private let state: Mutex<State>

    /// Makes permits.
    ///
    /// - Parameter count: How many there are, at least one.
    init(_ count: Int) {
        state = Mutex(State(free: max(count, 1)))
    }

    /// Does something with a permit, for which it waits its turn.
    ///
    /// - Parameter body: What is done.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    func with<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        await take()
        defer { give() }
        return try await body()
    }

    private func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    private func give() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.head < state.waiting.count else {
                state.free += 1
                return nil
            }
            let next = state.waiting[state.head]
            state.head += 1
            if state.head > 64, state.head > state.waiting.count / 2 {
                state.waiting.removeSubrange(..<state.head)
                state.head = 0
            }
            return next
        }
        next?.resume()
    }
}
