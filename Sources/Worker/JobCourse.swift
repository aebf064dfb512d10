import Expressions
import JSON
import WorkerProtocol

/// One job, from its start to its end.
struct JobCourse: Sendable {
    /// How many bytes of the reason of a failure are kept.
    private static let maximumReason = 4096

    private let job: TaskJob
    private let log: JobLog
    private let mask: SecretMask
    private let stop: StopFlag
    private let shared: JobEvaluator.Shared
    private let directories: WorkingDirectories
    private let configuration: WorkerConfiguration

    init(
        _ job: TaskJob,
        _ log: JobLog,
        _ mask: SecretMask,
        _ stop: StopFlag,
        _ shared: JobEvaluator.Shared,
        _ directories: WorkingDirectories,
        _ configuration: WorkerConfiguration
    ) {
        (self.job, self.log, self.mask, self.stop) = (job, log, mask, stop)
        (self.shared, self.directories, self.configuration) = (shared, directories, configuration)
    }

    /// Does what is to be done.
    func run() async -> JobEnd {
        do throws(TaskFailure) {
            return try end(of: await result())
        } catch {
            switch error {
            case .failed(let reason): return failed(reason)
            case .ended: return JobEnd(.killed)
            }
        }
    }

    private func result() async throws(TaskFailure) -> TaskResult {
        let context = try context()
        let directories = DirectoryWork(directories, job)
        switch job.work {
        case .openDirectory: return try await directories.open(in: context)
        case .closeDirectory: return try await directories.close(in: context)
        case .run:
            guard let type = TaskRegistry.core[job.task.type] else {
                throw .failed(TaskRegistry.unknown(job.task.type.excerpt))
            }
            return try await type.run(in: context)
        }
    }

    private func context() throws(TaskFailure) -> JobContext {
        var directory: WorkingDirectory?
        if let name = job.directory, job.work == .run {
            directory = directories.directory(name, of: job.key.tenant)
            guard directory != nil else { throw .failed("the working directory is not on this worker any more") }
        }
        var variables = job.variables.expressionMap()
        mask.add(secretsOf: .map(variables))
        if let directory {
            variables = ExpressionMap(variables.members + [("workingDir", .text(directory.path))])
        }
        var properties: [String: JobContext.Property] = [:]
        for (name, value) in job.task.properties.members { properties[name] = .template(value) }
        return JobContext(
            job: job,
            properties: properties,
            log: log,
            mask: mask,
            evaluator: JobEvaluator(shared, job, variables: ExpressionVariables(variables), mask: mask, stop: stop),
            sleep: shared.services.sleep,
            directory: directory
        )
    }

    /// What a result is to the executor; outputs that are too large are a failure.
    private func end(of result: TaskResult) throws(TaskFailure) -> JobEnd {
        var end: JobEnd
        switch result.outcome {
        case .success: end = JobEnd(.success)
        case .warning: end = JobEnd(.warning)
        case .failed(let reason): end = failed(reason)
        }
        end.requests = result.requests
        guard let outputs = result.outputs else { return end }
        let value = ExpressionValue.map(outputs)
        let json = value.json.object ?? [:]
        let size = JSON.object(json).serialized().count
        guard size <= configuration.maximumOutputBytes else {
            throw .failed("the outputs take \(size) bytes, more than \(configuration.maximumOutputBytes)")
        }
        (end.outputs, end.secretPaths) = (json, JobVariables.secretPaths(of: value))
        return end
    }

    /// Writes down why the job failed.
    private func failed(_ reason: ExpressionText) -> JobEnd {
        log.write(.error, [reason])
        return JobEnd(.failed(JobLog.cut(mask.apply(to: reason), to: Self.maximumReason)))
    }
}
