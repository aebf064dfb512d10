import Expressions
import JSON
import WorkerProtocol

/// Waits.
struct SleepTask: TaskType {
    static let name = "io.kestra.plugin.core.flow.Sleep"
    static let summary = "Waits for `duration`."

    static let example = TaskExample(
        """
        id: sleep
        namespace: company.team
        tasks:
          - id: wait
            type: io.kestra.plugin.core.flow.Sleep
            duration: PT0.01S
          - id: never
            type: io.kestra.plugin.core.flow.Sleep
            duration: "{{ 'soon' }}"
        """,
        .end("wait", log: [(.debug, "waiting for PT0.01S")]),
        .end("never", "failed", log: [(.error, "`duration`: expected a duration as in `PT5M30S`, found `soon`")])
    )

    func run(in context: JobContext) async throws(TaskFailure) -> TaskResult {
        let text = try await context.requiredText("duration")
        guard let duration = TaskDuration.read(text.string) else {
            let found = text.masked(with: SecretMask.mask).excerpt
            throw .failed("`duration`: expected a duration as in `PT5M30S`, found `\(found)`")
        }
        context.log.write(.debug, "waiting for \(text.masked(with: SecretMask.mask).excerpt)")
        do {
            try await context.sleep(duration)
        } catch {
            throw .ended
        }
        return TaskResult()
    }
}
