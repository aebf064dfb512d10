import JSON
import WorkerProtocol

/// The page that tells which task types workers run.
public enum TaskReference {
    /// The page in Markdown.
    public static var text: String {
        introduction + table + examples
    }

    private static let introduction = """
        # Tasks that workers run

        `make docs` renews this page with `reeve config task-reference`; every example on it is a test. What tasks may be given is in
        [`flows.md`](flows.md); what the executor does by itself, such as `Parallel` or `Pause`, in [`execution.md`](execution.md).

        A worker is handed jobs: an attempt of a task run, with the task as it was written and what names in its templates stand
        for. It renders, runs and reports; it never sees the database. A type that no worker runs fails its task run with a sentence
        that names it.

        ## Bounds

        | What | Bound |
        |---|---|
        | jobs at once | 256; of a tenant 64. Tenants take turns |
        | evaluation | on two threads of their own; the templates of a property have 5 s; one thread is always free for other tenants |
        | outputs | 1 MiB as JSON; what is larger fails the task run |
        | log | 500 lines a second, 10,000 lines and 8 MiB an attempt, 32 KiB a line. What was left out is told |
        | reason of a failure | 4 KiB |
        | working directories | 1,000; of a tenant 100; 1,000 files and 64 MiB each |

        A job that is cancelled ends at once where it waits, and within a thousand steps where it computes. When the worker stops,
        jobs that wait are reported as lost, and those that run have 10 s to end; lost jobs are done again.

        ## Secrets

        What was made of a secret is masked as `********` in the log and in reasons of failures. So is the value of any secret that
        the job has seen, of four characters or more, wherever it appears. Outputs keep their values; which of them are secret is
        told with them, and they are kept sealed.

        ## Working directories

        The directory of a `WorkingDirectory` is a private folder on the worker, `workingDir` in templates. Names of files lead
        nowhere else, links are not followed, and the folder is removed when it is closed. There is no storage yet: `outputFiles`,
        `namespaceFiles` and files by URI fail with a sentence, `cache` keeps nothing and says so.


        """

    private static var table: String {
        var table = "## Types\n\n| Type | What it does |\n|---|---|\n"
        for type in TaskRegistry.core.all {
            table += "| `\(Swift.type(of: type).name)` | \(Swift.type(of: type).summary) |\n"
        }
        return table + "\n"
    }

    private static var examples: String {
        TaskRegistry.core.all.map { example(of: Swift.type(of: $0)) }.joined(separator: "\n")
    }

    private static func example(of type: any TaskType.Type) -> String {
        let example = type.example
        var text = "### \(type.name.split(separator: ".").last ?? "")\n\n```yaml\n\(example.flow)\n```\n\n"
        if !example.inputs.isEmpty { text += "With the inputs `\(JSON.object(example.inputs).text)`:\n\n" }
        text += "| Task | Ends | Log | Outputs |\n|---|---|---|---|\n"
        for end in example.ends {
            let log = end.log.map { "`\($0.level.rawValue)` \($0.message)" }.joined(separator: "<br>")
            let outputs = end.outputs.map { "`\(JSON.object($0).text)`" } ?? ""
            text += "| `\(end.task)` | \(end.outcome) | \(log) | \(outputs) |\n"
        }
        return text
    }
}
