/// What a worker says of a job.
public enum JobReport: Sendable, Equatable {
    /// It has begun.
    case started(worker: String)
    /// It wrote to its log; what was made of secrets is masked already.
    case logged([JobLogLine])
    /// It has ended, and nothing more is said of it.
    case finished(JobEnd)
}
