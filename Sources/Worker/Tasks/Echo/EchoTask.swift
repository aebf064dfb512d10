import JSON
import WorkerProtocol

/// Writes to the log of the execution, in the manner of old versions.
struct EchoTask: TaskType {
    static let name = "io.kestra.plugin.core.debug.Echo"
    static let summary = "Writes `format` to the log; `log.Log` does the same."

    static let example = TaskExample(
        """
        id: echo
        namespace: company.team
        tasks:
          - id: say
            type: io.kestra.plugin.core.debug.Echo
            format: "{{ task.id }}"
            level: ERROR
        """,
        .end("say", log: [(.error, "say")])
    )

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        let level = try await context.level("level")
        if let text = try await context.text("format") { context.log.write(level, [text]) }
        return TaskResult()
    }
}
