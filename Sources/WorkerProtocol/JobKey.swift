/// Names a job: one attempt of a task run of an execution.
///
/// The token fences it. What is said of a job by another token than the task run has now changes nothing.
public struct JobKey: Sendable, Hashable {
    /// The tenant, as the text of its UUID.
    public let tenant: String

    /// The execution.
    public let execution: String

    /// The number of the task run in the execution.
    public let taskRun: Int32

    /// The token of the task run.
    public let token: Int32

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - tenant: The tenant, as the text of its UUID.
    ///   - execution: The execution.
    ///   - taskRun: The number of the task run.
    ///   - token: The token of the task run.
    public init(tenant: String, execution: String, taskRun: Int32, token: Int32) {
        (self.tenant, self.execution, self.taskRun, self.token) = (tenant, execution, taskRun, token)
    }
}
