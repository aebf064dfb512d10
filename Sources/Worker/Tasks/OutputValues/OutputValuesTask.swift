import Expressions
import JSON

/// Gives back values.
struct OutputValuesTask: TaskType {
    static let name = "io.kestra.plugin.core.output.OutputValues"
    static let summary = "Gives back `values` as the output `values`; templates in them become text."

    static let example = TaskExample(
        """
        id: output_values
        namespace: company.team
        tasks:
          - id: give
            type: io.kestra.plugin.core.output.OutputValues
            values:
              name: "{{ flow.id }}"
              count: 3
              sums: ["{{ 1 + 1 }}", true]
        """,
        .end("give", outputs: ["values": ["name": "output_values", "count": 3, "sums": ["2", true]]])
    )

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        guard let values = try await context.mapping("values") else {
            throw .failed("`values` is required, and was not given")
        }
        return TaskResult(outputs: ExpressionMap([("values", .map(values))]))
    }
}
