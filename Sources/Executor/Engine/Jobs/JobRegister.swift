import Synchronization
import WorkerProtocol

/// The jobs that workers have now, and on whose behalf.
///
/// What a worker asks for is given only for a job that is here: what it says of the job itself is not believed.
public final class JobRegister: Sendable {
    private let owners = Mutex<[JobKey: ExecutionOwner]>([:])

    /// Makes an empty register.
    public init() {}

    subscript(key: JobKey) -> ExecutionOwner? {
        get { owners.withLock { $0[key] } }
    }

    /// How many jobs there are.
    public var count: Int { owners.withLock(\.count) }

    /// Adds a job.
    ///
    /// - Returns: `false` if it is there already.
    func add(_ key: JobKey, _ owner: ExecutionOwner) -> Bool {
        owners.withLock { $0.updateValue(owner, forKey: key) == nil }
    }

    func remove(_ key: JobKey) {
        owners.withLock { _ = $0.removeValue(forKey: key) }
    }
}
