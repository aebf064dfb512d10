import Expressions
import JSON
import WorkerProtocol

/// Puts files into the working directory.
struct LocalFilesTask: TaskType {
    static let name = "io.kestra.plugin.core.storage.LocalFiles"
    static let summary =
        "Puts the files of `inputs` into the working directory. `outputs` needs a storage, and there is none yet."

    static let example = TaskExample(
        """
        id: local_files
        namespace: company.team
        tasks:
          - id: directory
            type: io.kestra.plugin.core.flow.WorkingDirectory
            tasks:
              - id: write
                type: io.kestra.plugin.core.storage.LocalFiles
                inputs:
                  hello.txt: "Hello {{ flow.id }}"
              - id: outside
                type: io.kestra.plugin.core.storage.LocalFiles
                inputs:
                  ../hello.txt: Hello
        """,
        .end("write", outputs: ["uris": [:]]),
        .end(
            "outside",
            "failed",
            log: [(.error, "`inputs`: expected a path within the working directory, found `../hello.txt`")]
        )
    )

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        guard let directory = context.directory else {
            throw .failed("there is no working directory: the task belongs into a `WorkingDirectory`")
        }
        if let outputs = try await context.texts("outputs"), outputs.elements?.isEmpty != true {
            throw .failed("`outputs`: files cannot be kept, since there is no storage")
        }
        if let files = try await context.mapping("inputs") {
            try await context.write(files, of: "inputs", into: directory)
        }
        return TaskResult(outputs: ExpressionMap([("uris", .map([]))]))
    }
}
