import Expressions
import JSON
import WorkerProtocol

/// Fails.
struct FailTask: TaskType {
    static let name = "io.kestra.plugin.core.execution.Fail"
    static let summary = "Fails with `errorMessage`, unless there is a `condition` that does not hold."

    static let example = TaskExample(
        """
        id: fail
        namespace: company.team
        inputs:
          - id: amount
            type: INT
        tasks:
          - id: guard
            type: io.kestra.plugin.core.execution.Fail
            condition: "{{ inputs.amount > 1000 }}"
            errorMessage: far too much
          - id: limit
            type: io.kestra.plugin.core.execution.Fail
            condition: "{{ inputs.amount > 100 }}"
            errorMessage: "{{ inputs.amount }} is too much"
          - id: always
            type: io.kestra.plugin.core.execution.Fail
        """,
        inputs: ["amount": 500],
        .end("guard"),
        .end("limit", "failed", log: [(.error, "500 is too much")]),
        .end("always", "failed", log: [(.error, "Task failure")])
    )

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        if let condition = try await context.value("condition"), !condition.isTruthy { return TaskResult() }
        throw .failed(try await context.text("errorMessage") ?? ExpressionText("Task failure"))
    }
}
