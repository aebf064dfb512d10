/// A program made of a tree of commands.
///
/// Beside the commands declared it knows `help`, `completion`, `--help` and `-h` at every level, `--version`, and
/// `--output text|json` everywhere.
public struct Program: Sendable {
    /// What a command line asks for.
    public enum Action: Sendable {
        /// To carry out a command.
        case run(Command, Invocation)
        /// To print something: help, the version, a completion script.
        case print(String)
    }

    /// The command at the top, which bears the program's name, completed by what every program knows.
    public let root: Command

    /// The version, as `--version` prints it.
    public let version: String

    static let output = CommandOption.choice(
        "output",
        of: Invocation.Format.allCases.map(\.rawValue),
        short: "o",
        environment: "REEVE_OUTPUT",
        default: Invocation.Format.text.rawValue,
        "Write results as text for people or JSON for programs"
    )
    static let help = CommandOption.flag("help", short: "h", "Show this help")
    static let versionFlag = CommandOption.flag("version", "Show the version")

    /// Makes a program.
    ///
    /// - Parameters:
    ///   - root: The command at the top.
    ///   - version: The version, as `--version` prints it.
    public init(_ root: Command, version: String) {
        var root = root
        root.options += [Self.output]
        root.subcommands.append(
            Command(
                "completion",
                "Print a script that completes command lines in a shell",
                arguments: [CommandArgument("shell", of: Shell.allCases.map(\.rawValue), "The shell")],
                examples: [
                    ("source <(\(root.name) completion bash)", "in ~/.bashrc"),
                    ("\(root.name) completion fish > ~/.config/fish/completions/\(root.name).fish", "once"),
                ]
            )
        )
        self.root = root
        self.version = version
    }

    /// Carries out a command line.
    ///
    /// Help and results go to standard output, everything else to standard error: a usage error with a pointer to the
    /// help, a failure as one line, or as an object under `--output json`.
    ///
    /// - Parameters:
    ///   - arguments: The words after the program's name.
    ///   - environment: Looks an environment variable up.
    ///   - console: Where to write.
    /// - Returns: The code to exit with.
    public func run(
        _ arguments: [String],
        environment: (String) -> String? = { ProcessHandle.environment($0) },
        console: Console = .standard
    ) async -> ExitCode {
        let command: Command
        let invocation: Invocation
        do throws(UsageError) {
            switch try parse(arguments, environment: environment, console: console) {
            case .print(let text):
                console.write(text)
                return .success
            case .run(let found, let parsed):
                (command, invocation) = (found, parsed)
            }
        } catch {
            return report(error, to: console)
        }
        do {
            guard let body = command.run else {
                return report(UsageError(path: invocation.path, .missingCommand), to: console)
            }
            return try await body(invocation)
        } catch let error as UsageError {
            return report(error, to: console)
        } catch let failure as CommandFailure {
            console.report(failure.message, code: failure.code, format: invocation.format)
            return failure.code
        } catch is CancellationError {
            return .interrupted
        } catch {
            console.report("\(error)", code: .internal, format: invocation.format)
            return .internal
        }
    }

    private func report(_ error: UsageError, to console: Console) -> ExitCode {
        console.report(error.description, code: .usage, format: .text)
        console.writeError("see `\(error.path.joined(separator: " ")) --help`\n")
        return .usage
    }
}
