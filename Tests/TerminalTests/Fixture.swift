import Synchronization
import Terminal

/// A program with a bit of everything.
let program = Program(
    Command(
        "reeve",
        "Orchestrate declared flows",
        options: [
            .text("server", "URL", environment: "REEVE_SERVER", default: "http://localhost:8080", "Where the server is")
        ],
        subcommands: [
            Command(
                "server",
                "Run the server",
                discussion:
                    "Runs every role in one process until it is told to stop, and stops within its grace. More is there.",
                options: [
                    .text("data", "DIR", short: "d", environment: "REEVE_DATA", isRequired: true, "The data folder"),
                    .integer(
                        "threads",
                        in: 1...64,
                        short: "t",
                        environment: "REEVE_THREADS",
                        default: 2,
                        "Event loops"
                    ),
                    .flag("verbose", short: "v", environment: "REEVE_VERBOSE", "Log more"),
                    .flag("quick", short: "q", "Ask no questions"),
                ],
                examples: [("reeve server --data /var/lib/reeve", "with everything in one folder")]
            ) { _ in .success },
            Command(
                "secret",
                "Manage secrets",
                options: [.text("namespace", "NAME", short: "n", "The namespace")],
                subcommands: [
                    Command(
                        "set",
                        "Store a secret; it's not shown",
                        arguments: [
                            CommandArgument("key", "The key"),
                            CommandArgument("file", count: .optional, "The file of its value"),
                        ],
                        options: [.text("tag", "K=V", isRepeated: true, "A tag")]
                    ) { invocation in
                        invocation.console.write("\(try invocation.require("key"))=\(invocation.texts("tag"))\n")
                        return .success
                    },
                    Command("list", "List secrets") { _ in .success },
                ]
            ),
            Command(
                "check",
                "Check files",
                arguments: [
                    CommandArgument("kind", of: ["flow", "policy"], "What they hold"),
                    CommandArgument("file", count: .many, "Files"),
                ]
            ) { _ in throw CommandFailure(.configuration, "no\u{1B}[31m good") },
            Command("fail", "Fail") { _ in throw Unforeseen() },
            Command("stop", "Be stopped") { _ in throw CancellationError() },
        ]
    ),
    version: "1.2.3"
)

struct Unforeseen: Error {}

/// Keeps what a program writes.
final class Transcript: Sendable {
    private let texts = Mutex((output: "", error: ""))

    var output: String { texts.withLock(\.output) }
    var error: String { texts.withLock(\.error) }

    func console(isInteractive: Bool = false) -> Console {
        Console(
            isInteractive: isInteractive,
            output: { text in self.texts.withLock { $0.output += text } },
            error: { text in self.texts.withLock { $0.error += text } }
        )
    }
}
