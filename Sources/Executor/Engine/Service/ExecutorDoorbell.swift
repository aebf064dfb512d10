import Synchronization
public import Tenancy

/// Tells the executor of this process that something was committed for it.
///
/// It is a hint only: what an executor is not told of it finds in the database a little later. Where the process has no
/// executor, nobody hears it.
public final class ExecutorDoorbell: Sendable {
    private let listener = Mutex<(@Sendable (LaneKey) -> Void)?>(nil)

    /// Makes a doorbell that nobody hears yet.
    public init() {}

    /// Rings, after the commit.
    ///
    /// - Parameters:
    ///   - tenant: The tenant.
    ///   - shard: The shard of the execution.
    public func ring(_ tenant: Tenant.ID, shard: Int16) {
        let listener = listener.withLock { $0 }
        listener?(LaneKey(tenant: tenant, shard: shard))
    }

    /// Rings for an execution, after the commit.
    ///
    /// - Parameters:
    ///   - tenant: The tenant.
    ///   - execution: The execution that something was posted to.
    public func ring(_ tenant: Tenant.ID, for execution: ExecutionID) {
        ring(tenant, shard: execution.shard)
    }

    func listen(_ listener: (@Sendable (LaneKey) -> Void)?) {
        self.listener.withLock { $0 = listener }
    }
}
