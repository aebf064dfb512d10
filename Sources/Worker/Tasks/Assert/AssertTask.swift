import Expressions
import JSON
import WorkerProtocol

/// Fails unless all its conditions hold.
struct AssertTask: TaskType {
    static let name = "io.kestra.plugin.core.execution.Assert"
    static let summary = "Fails unless all `conditions` hold; the output `failed` is how many do not."

    static let example = TaskExample(
        """
        id: assert
        namespace: company.team
        inputs:
          - id: rows
            type: INT
        tasks:
          - id: some
            type: io.kestra.plugin.core.execution.Assert
            conditions:
              - "{{ inputs.rows > 0 }}"
          - id: many
            type: io.kestra.plugin.core.execution.Assert
            conditions:
              - "{{ inputs.rows > 0 }}"
              - "{{ inputs.rows > 100 }}"
              - "{{ inputs.rows > 1000 }}"
            errorMessage: "there are only {{ inputs.rows }} rows"
        """,
        inputs: ["rows": 7],
        .end("some", outputs: ["failed": 0]),
        .end(
            "many",
            "failed",
            log: [
                (.error, "condition 2 of 3 does not hold"), (.error, "condition 3 of 3 does not hold"),
                (.error, "there are only 7 rows"),
            ],
            outputs: ["failed": 2]
        )
    )

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        guard let conditions = try await context.value("conditions")?.elements else {
            throw .failed("`conditions`: expected a list of conditions")
        }
        let failed = conditions.indices.filter { !conditions[$0].isTruthy }
        let outputs = ExpressionMap([("failed", .integer(Int64(failed.count)))])
        guard !failed.isEmpty else { return TaskResult(outputs: outputs) }
        let lines = failed.map { "condition \($0 + 1) of \(conditions.count) does not hold" }
        context.log.write(.error, lines.map { ExpressionText($0) })
        let counted = ExpressionText("\(failed.count) of \(conditions.count) conditions do not hold")
        let message = try await context.text("errorMessage") ?? counted
        return TaskResult(outcome: .failed(message), outputs: outputs)
    }
}
