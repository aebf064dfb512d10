import Daemon
import Expressions
import Flows
import Gateway
import Terminal
import Worker

extension Command {
    /// `reeve config`: what is configured, and what can be.
    static let config = Command(
        "config",
        "Check a configuration, and list the settings",
        subcommands: [
            Command(
                "check",
                "Read the configuration as the server would, and tell what is wrong with it",
                options: ServerOptions.options
            ) { invocation in
                try ServerOptions.read(invocation).checkAddresses()
                invocation.console.write("the configuration is good\n")
                return .success
            },
            Command(
                "reference",
                "List every setting as a table in Markdown",
                options: ServerOptions.options
            ) { invocation in
                var reader = try ServerOptions.reader(invocation)
                _ = ServerConfiguration(&reader)
                invocation.console.write(reader.reference())
                return .success
            },
            Command("flow-reference", "List what flows can be made of in Markdown") { invocation in
                invocation.console.write(FlowReference().page)
                return .success
            },
            Command("api-reference", "List every operation of the API in Markdown") { invocation in
                invocation.console.write(APIReference.markdown())
                return .success
            },
            Command("expression-reference", "List functions, filters, tests and tags of expressions in Markdown") {
                invocation in
                invocation.console.write(ExpressionCatalog.markdown())
                return .success
            },
            Command("task-reference", "List the tasks that workers run in Markdown") { invocation in
                invocation.console.write(TaskReference.text)
                return .success
            },
        ]
    )
}
