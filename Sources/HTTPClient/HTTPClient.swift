public import EventLoop
import Synchronization

/// Sends requests to HTTP servers, one connection a request, on the threads of a pool.
///
/// Certificates are verified, redirections are not followed, and other protocols are not spoken.
public struct HTTPClient: Sendable {
    private let configuration: HTTPClientConfiguration
    private let pool: WorkPool

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - configuration: How it connects and what it takes.
    ///   - pool: The threads on which it waits for servers.
    public init(_ configuration: HTTPClientConfiguration, pool: WorkPool) {
        self.configuration = configuration
        self.pool = pool
    }

    /// Sends a request and keeps the answer.
    ///
    /// - Parameter request: The request.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `HTTPClientError` if there is none, or `WorkPoolError` if too many requests wait.
    public func send(_ request: HTTPRequest) async throws -> HTTPReply {
        try await exchange(request, sink: nil)
    }

    /// Sends a request and hands the body of a successful answer on as it comes; any other body is kept.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - take: Takes the body piece by piece, on a thread of the pool; returns `false` to have no more.
    /// - Returns: The answer, whatever its status, without the body that was handed on.
    /// - Throws: `HTTPClientError` if there is none or it ends early, or `WorkPoolError` if too many requests wait.
    public func stream(
        _ request: HTTPRequest,
        to take: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPReply {
        try await exchange(request, sink: take)
    }

    private func exchange(_ request: HTTPRequest, sink: (@Sendable ([UInt8]) -> Bool)?) async throws -> HTTPReply {
        let configuration = configuration
        let stop = StopFlag()
        return try await withTaskCancellationHandler {
            try await pool.run {
                let transfer = Transfer(limit: configuration.responseLimit, stop: stop, sink: sink)
                return try TransferHandle().perform(request, configuration, transfer)
            }
        } onCancel: {
            stop.raise()
        }
    }
}

/// Says that a transfer is wanted no longer.
final class StopFlag: Sendable {
    private let flag = Atomic(false)

    var isRaised: Bool { flag.load(ordering: .relaxed) }

    func raise() { flag.store(true, ordering: .relaxed) }
}
