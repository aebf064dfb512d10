/// Runs jobs.
public protocol JobRunner: Sendable {
    /// Takes a job. It returns at once.
    ///
    /// - Parameters:
    ///   - job: What is to be done.
    ///   - report: Told of it, in order, from any thread; exactly one report is `finished`, and it is the last. It must
    ///     not block.
    func submit(_ job: TaskJob, report: @escaping @Sendable (JobReport) -> Void)

    /// Asks that a job be ended; it then reports `finished` as `killed`, unless it has ended by itself before.
    ///
    /// - Parameter key: Which job it is; one that is not known is passed over.
    func cancel(_ key: JobKey)

    /// Removes a working directory that nothing will be taken of.
    ///
    /// - Parameter name: The identifier of the task run that opened it; one that is not known is passed over.
    func discardDirectory(_ name: String)
}
