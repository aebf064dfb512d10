import Expressions
import WorkerProtocol

/// Opens and closes the directory of a `WorkingDirectory`.
struct DirectoryWork: Sendable {
    private let directories: WorkingDirectories
    private let name: String

    init(_ directories: WorkingDirectories, _ job: TaskJob) {
        self.directories = directories
        name = job.directory ?? job.taskRunID
    }

    /// Makes the directory, and puts its files there.
    func open(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        // Said before anything is done: what its tasks leave would be lost in the end.
        if let outputs = try await context.texts("outputFiles"), outputs.elements?.isEmpty != true {
            throw .failed("`outputFiles`: files cannot be kept, since there is no storage")
        }
        if let files = try await context.value("namespaceFiles"), files.member("enabled")?.isTruthy ?? true {
            throw .failed("`namespaceFiles`: there are no files of namespaces, since there is no storage")
        }
        if context.property("cache") != nil {
            context.log.write(.warn, "`cache`: nothing is kept, since there is no storage")
        }
        let files = try await context.mapping("inputFiles")
        let directory = try await make(context)
        do throws(TaskFailure) {
            if let files { try await context.write(files, of: "inputFiles", into: directory) }
        } catch {
            directories.take(name)?.remove()
            throw error
        }
        return TaskResult()
    }

    private func make(_ context: JobContext) async throws(TaskFailure) -> WorkingDirectory {
        let (directories, name, tenant) = (directories, name, context.job.key.tenant)
        do {
            return try await context.evaluator.perform { try directories.make(name, of: tenant) }
        } catch let error as DirectoryError {
            throw .failed("\(error)")
        } catch {
            throw .ended
        }
    }

    /// Removes the directory.
    func close(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        guard directories.directory(name, of: context.job.key.tenant) != nil else { return TaskResult() }
        let (directories, name) = (directories, name)
        do {
            try await context.evaluator.perform { directories.take(name)?.remove() }
        } catch {
            throw .ended
        }
        return TaskResult()
    }
}
