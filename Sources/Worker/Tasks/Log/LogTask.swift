import Expressions
import JSON
import WorkerProtocol

/// Writes to the log of the execution.
struct LogTask: TaskType {
    static let name = "io.kestra.plugin.core.log.Log"
    static let summary = "Writes `message` to the log: text, or a line for each element of a list."

    static let example = TaskExample(
        """
        id: log
        namespace: company.team
        inputs:
          - id: password
            type: SECRET
        tasks:
          - id: tell
            type: io.kestra.plugin.core.log.Log
            message: "this is {{ flow.id }}"
          - id: lines
            type: io.kestra.plugin.core.log.Log
            message: ["one", "{{ 1 + 1 }}"]
            level: WARN
          - id: secret
            type: io.kestra.plugin.core.log.Log
            message: "the password is {{ inputs.password | upper }}"
          - id: quiet
            type: io.kestra.plugin.core.log.Log
            message: nobody reads this
            level: DEBUG
            logLevel: INFO
        """,
        inputs: ["password": "tiger"],
        secretInputs: ["password"],
        .end("tell", log: [(.info, "this is log")]),
        .end("lines", log: [(.warn, "one"), (.warn, "2")]),
        .end("secret", log: [(.info, "the password is ********")]),
        .end("quiet")
    )

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        let level = try await context.level("level")
        guard let message = try await context.texts("message") else {
            throw .failed("`message` is required, and was not given")
        }
        // A list that was made of a secret as a whole is one line, with its mark.
        let elements = if case .list(let list) = message { list.elements } else { [message] }
        context.log.write(level, try await lines(elements, context))
        return TaskResult()
    }

    private func lines(
        _ elements: [ExpressionValue],
        _ context: JobContext
    ) async throws(TaskFailure) -> [ExpressionText] {
        try await context.evaluate("message") { (_) throws(ExpressionError) in
            var lines: [ExpressionText] = []
            for element in elements {
                lines.append(try element.rendered())
            }
            return lines
        }
    }
}
