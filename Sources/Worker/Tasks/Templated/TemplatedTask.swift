import Expressions
import JSON
import WorkerProtocol

/// Runs a task that a template declares.
struct TemplatedTask: TaskType {
    static let name = "io.kestra.plugin.core.templating.TemplatedTask"
    static let summary = "Runs the task that the text of `spec` declares as YAML; what is in it is not evaluated again."

    static let example = TaskExample(
        """
        id: templated_task
        namespace: company.team
        inputs:
          - id: word
            type: STRING
        tasks:
          - id: run
            type: io.kestra.plugin.core.templating.TemplatedTask
            spec: |
              type: io.kestra.plugin.core.log.Log
              message: "{{ flow.id }} says {{ inputs.word }}"
          - id: unknown
            type: io.kestra.plugin.core.templating.TemplatedTask
            spec: "type: company.Unknown"
        """,
        inputs: ["word": "hello"],
        .end("run", log: [(.info, "templated_task says hello")]),
        .end("unknown", "failed", log: [(.error, "no worker runs tasks of the type `company.Unknown`")])
    )

    /// What every task may have beside its own properties.
    private static let common: Set<String> = ["id", "type"]

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        let spec = try await context.requiredText("spec")
        let declared = try await context.evaluate("spec") { (scope) throws(ExpressionError) in
            try scope.yaml(spec.string)
        }
        guard let members = declared.members else {
            throw .failed("`spec`: expected the declaration of a task, found \(declared.kind)")
        }
        guard let name = members["type"]?.string else { throw .failed("`spec`: the task has no `type`") }
        guard name != Self.name else { throw .failed("`spec`: a templated task cannot declare another one") }
        let shown = spec.isTainted ? SecretMask.mask : name.excerpt
        guard let type = TaskRegistry.core[name] else { throw .failed(TaskRegistry.unknown(shown)) }
        var inner = context
        inner.properties = [:]
        for member in members.members where !Self.common.contains(member.name) {
            // The marks of a text do not outlive its reading, so all of what is read is secret if any of it was.
            inner.properties[member.name] = .value(spec.isTainted ? member.value.tainted : member.value)
        }
        return try await type.run(in: inner)
    }
}
