public import Daemon
public import Expressions

/// What a worker needs from outside to evaluate and to wait.
public struct WorkerServices: Sendable {
    /// Runs a program of jq for an owner, bounded in time and memory.
    public typealias JQService =
        @Sendable (ExpressionRequest.Program, _ owner: String) async throws(ExpressionError) -> [String]

    /// The services that answer at once: digests, YAML, random bytes and their like.
    public var immediate: ExpressionServices

    /// Runs programs of jq; without it they are not available.
    public var jq: JQService?

    /// Tells the time of day.
    public var clock: any WallClock

    /// Waits; ends at once with an error when the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void

    /// Makes services.
    ///
    /// - Parameters:
    ///   - immediate: The services that answer at once.
    ///   - jq: Runs programs of jq.
    ///   - clock: Tells the time of day.
    ///   - sleep: Waits.
    public init(
        immediate: ExpressionServices = ExpressionServices(),
        jq: JQService? = nil,
        clock: any WallClock = SystemClock(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        (self.immediate, self.jq, self.clock, self.sleep) = (immediate, jq, clock, sleep)
    }
}
