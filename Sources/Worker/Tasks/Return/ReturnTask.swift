import Expressions
import JSON

/// Gives back what a template renders to.
struct ReturnTask: TaskType {
    static let name = "io.kestra.plugin.core.debug.Return"
    static let summary = "Gives back the text of `format` as the output `value`."

    static let example = TaskExample(
        """
        id: return
        namespace: company.team
        tasks:
          - id: give
            type: io.kestra.plugin.core.debug.Return
            format: "{{ task.id }} > {{ 6 * 7 }}"
          - id: nothing
            type: io.kestra.plugin.core.debug.Return
        """,
        .end("give", outputs: ["value": "give > 42"]),
        .end("nothing", outputs: ["value": nil])
    )

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        let text = try await context.text("format")
        return TaskResult(outputs: ExpressionMap([("value", text.map { .text($0) } ?? .null)]))
    }
}
