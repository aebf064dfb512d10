/// What a worker is asked to do.
public struct TaskJob: Sendable, Hashable {
    /// What is to be done for the task.
    public enum Work: String, Sendable {
        /// It is run.
        case run
        /// The directory is made that the tasks in it share.
        case openDirectory
        /// What is left in the directory is taken, and the directory removed.
        case closeDirectory
    }

    /// Which job it is.
    public var key: JobKey

    /// The attempt, from 1.
    public var attempt: Int32

    /// What is to be done.
    public var work: Work

    /// The working directory that it needs, by the identifier of the task run that opened it.
    public var directory: String?

    /// The namespace of the flow.
    public var namespace: String

    /// The flow.
    public var flow: String

    /// The identifier of the task run.
    public var taskRunID: String

    /// The task.
    public var task: TaskSpecification

    /// What names in its templates stand for.
    public var variables: JobVariables

    /// What has happened in its execution so far.
    public var history: JobHistory

    /// Makes a job.
    ///
    /// - Parameters:
    ///   - key: Which job it is.
    ///   - attempt: The attempt, from 1.
    ///   - work: What is to be done.
    ///   - directory: The working directory that it needs.
    ///   - namespace: The namespace of the flow.
    ///   - flow: The flow.
    ///   - taskRunID: The identifier of the task run.
    ///   - task: The task.
    ///   - variables: What names in its templates stand for.
    ///   - history: What has happened in its execution so far.
    public init(
        key: JobKey,
        attempt: Int32,
        work: Work = .run,
        directory: String? = nil,
        namespace: String,
        flow: String,
        taskRunID: String,
        task: TaskSpecification,
        variables: JobVariables,
        history: JobHistory = JobHistory()
    ) {
        (self.key, self.attempt, self.work, self.directory) = (key, attempt, work, directory)
        (self.namespace, self.flow, self.taskRunID) = (namespace, flow, taskRunID)
        (self.task, self.variables, self.history) = (task, variables, history)
    }
}
