import Expressions
import JSON
import WorkerProtocol

/// Resumes a paused execution.
struct ResumeTask: TaskType {
    static let name = "io.kestra.plugin.core.execution.Resume"
    static let summary = "Asks that the paused execution `executionId` go on, with `inputs`."

    static let example = TaskExample(
        """
        id: resume
        namespace: company.team
        tasks:
          - id: go_on
            type: io.kestra.plugin.core.execution.Resume
            executionId: "{{ execution.id }}"
            inputs:
              reason: it is time
        """,
        .end("go_on")
    )

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        let execution = try await context.requiredText("executionId").string
        let inputs = try await context.mapping("inputs") ?? ExpressionMap()
        let values = ExpressionValue.map(inputs).json.object ?? [:]
        return TaskResult(requests: [.resumeExecution(execution, inputs: values)])
    }
}
