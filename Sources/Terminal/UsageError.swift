/// Why a command line was not understood.
public struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Sendable, Equatable {
        /// No option has this name; another one that has a similar one.
        case unknownOption(String, suggestion: String?)
        /// No subcommand has this name; another one that has a similar one.
        case unknownCommand(String, suggestion: String?)
        /// A subcommand must be named.
        case missingCommand
        /// An option takes a value and was given none.
        case missingValue(option: String)
        /// A value is not what is expected; `name` is the option, argument or environment variable.
        case invalidValue(name: String, value: String, expected: String)
        /// An option that is given once at most was given again.
        case repeatedOption(String)
        /// An option must be given.
        case missingOption(String)
        /// An argument must be given.
        case missingArgument(String)
        /// There is one argument too many.
        case unexpectedArgument(String)
    }

    /// The words that name the command, the program's own first.
    public var path: [String]

    /// What is wrong.
    public var problem: Problem

    init(path: [String], _ problem: Problem) {
        self.path = path
        self.problem = problem
    }

    /// The problem in one line.
    public var description: String {
        func hint(_ suggestion: String?) -> String { suggestion.map { "; did you mean `\($0)`?" } ?? "" }
        return switch problem {
        case .unknownOption(let name, let suggestion): "unknown option `\(name.printable)`\(hint(suggestion))"
        case .unknownCommand(let name, let suggestion): "unknown command `\(name.printable)`\(hint(suggestion))"
        case .missingCommand: "expected a command after `\(path.joined(separator: " "))`"
        case .missingValue(let option): "`\(option)` needs a value"
        case .invalidValue(let name, let value, let expected):
            "`\(name)`: expected \(expected), found `\(value.printable)`"
        case .repeatedOption(let option): "`\(option)` is given twice"
        case .missingOption(let option): "`\(option)` is required"
        case .missingArgument(let name): "`<\(name)>` is required"
        case .unexpectedArgument(let text): "unexpected argument `\(text.printable)`"
        }
    }
}

/// Why a command ended without doing what was asked.
public struct CommandFailure: Error, Sendable, CustomStringConvertible {
    /// The code to exit with.
    public var code: ExitCode

    /// What went wrong, in one sentence.
    public var message: String

    /// Describes a failure.
    ///
    /// - Parameters:
    ///   - code: The code to exit with.
    ///   - message: What went wrong, in one sentence.
    public init(_ code: ExitCode = .failure, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence.
    public var description: String { message }
}
