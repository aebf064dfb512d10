public import JSON

/// What has happened in the execution of a job so far, as far as its templates ask for it.
public struct JobHistory: Sendable, Hashable {
    /// What `errorLogs()` gives: objects of `taskId`, `timestamp`, `level` and `message`.
    public var errorLogs: [JSON]

    /// What `tasksWithState()` chooses from: objects of `taskId`, `state`, and `value` in a loop.
    public var taskRuns: [JSON]

    /// Makes a history.
    ///
    /// - Parameters:
    ///   - errorLogs: The lines of the log that tell of errors.
    ///   - taskRuns: The task runs.
    public init(errorLogs: [JSON] = [], taskRuns: [JSON] = []) {
        (self.errorLogs, self.taskRuns) = (errorLogs, taskRuns)
    }

    /// The task runs in a state.
    ///
    /// - Parameter state: The state's name.
    /// - Returns: The task runs.
    public func taskRuns(in state: String) -> [JSON] {
        taskRuns.filter { $0["state"]?.string == state }
    }
}
