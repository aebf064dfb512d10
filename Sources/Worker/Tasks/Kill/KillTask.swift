import Expressions
import JSON
import WorkerProtocol

/// Ends an execution.
struct KillTask: TaskType {
    static let name = "io.kestra.plugin.core.execution.Kill"
    static let summary =
        "Asks that the execution `executionId` be ended, and those it began unless `propagateKill` is false."

    static let example = TaskExample(
        """
        id: kill
        namespace: company.team
        tasks:
          - id: stop
            type: io.kestra.plugin.core.execution.Kill
            executionId: "{{ execution.id }}"
            propagateKill: false
        """,
        .end("stop")
    )

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        let execution = try await context.requiredText("executionId").string
        let cascade = try await context.value("propagateKill")?.isTruthy ?? true
        return TaskResult(requests: [.killExecution(execution, cascade: cascade)])
    }
}
