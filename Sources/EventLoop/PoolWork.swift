import Synchronization

/// A piece of work and the task that waits for it.
final class PoolWork<Result: Sendable>: Sendable {
    private enum Phase {
        case starting
        case waiting(CheckedContinuation<Result, any Error>)
        case refused(any Error)
        case taken
    }

    private let body: @Sendable () throws -> Result
    private let phase = Mutex(Phase.starting)

    init(_ body: @escaping @Sendable () throws -> Result) {
        self.body = body
    }

    /// Holds the continuation of the task; resumes it at once if the work was refused before.
    func begin(_ continuation: CheckedContinuation<Result, any Error>) {
        let reason: (any Error)? = phase.withLock { phase in
            if case .refused(let error) = phase { return error }
            phase = .waiting(continuation)
            return nil
        }
        if let reason { continuation.resume(throwing: reason) }
    }

    /// Lets the task go with an error, unless the work has begun.
    func refuse(_ error: any Error) {
        let continuation: CheckedContinuation<Result, any Error>? = phase.withLock { phase in
            switch phase {
            case .starting:
                phase = .refused(error)
                return nil
            case .waiting(let continuation):
                phase = .refused(error)
                return continuation
            case .refused, .taken:
                return nil
            }
        }
        continuation?.resume(throwing: error)
    }

    /// Does the work and brings the task its result, unless the task has gone.
    func run() {
        let continuation: CheckedContinuation<Result, any Error>? = phase.withLock { phase in
            guard case .waiting(let continuation) = phase else { return nil }
            phase = .taken
            return continuation
        }
        continuation?.resume(with: Swift.Result { try body() })
    }
}
