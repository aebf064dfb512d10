import Tenancy
import WorkerProtocol

/// The executions of one tenant in one shard: what one lane alone writes.
struct LaneKey: Sendable, Hashable {
    var tenant: Tenant.ID
    var shard: Int16
}

/// What reaches a lane from within the process; what others have to say waits in the database.
enum LaneLetter: Sendable {
    /// There may be messages or due timers in the database.
    case rung
    /// What a worker says of a job, and when it said so, in milliseconds since 1970.
    case report(ExecutionID, JobReference, JobReport, at: Int64)
    /// An answer to a question.
    case answer(ExecutionAnswer)
    /// There may be room for more jobs.
    case room
    /// There was nothing to do for a while.
    case doze
    /// Nothing new is to be begun.
    case stop
}
