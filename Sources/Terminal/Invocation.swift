/// A command line that was understood.
public struct Invocation: Sendable {
    /// Where a value comes from.
    public enum Source: Sendable, Equatable {
        /// The command line.
        case argument
        /// An environment variable.
        case environment
        /// The declaration of the option.
        case defaultValue
    }

    /// How results are written.
    public enum Format: String, Sendable, CaseIterable {
        /// Tables and sentences for people.
        case text
        /// JSON for programs.
        case json
    }

    /// The words that name the command, the program's own first.
    public var path: [String]

    /// Where the command writes.
    public var console: Console

    /// Values by the names of options and arguments, each valid as declared.
    var values: [String: (texts: [String], source: Source)]

    /// Whether a flag is on.
    ///
    /// - Parameter name: The option's name.
    /// - Returns: Whether it is on; one that is not declared is off.
    public func flag(_ name: String) -> Bool {
        text(name).flatMap(CommandOption.flag) ?? false
    }

    /// The value of an option or argument, the last one if there are several.
    ///
    /// - Parameter name: The name of the option or argument.
    /// - Returns: The value, `nil` if there is none.
    public func text(_ name: String) -> String? {
        values[name]?.texts.last
    }

    /// The values of an option or argument that may be given more than once.
    ///
    /// - Parameter name: The name of the option or argument.
    /// - Returns: The values in order.
    public func texts(_ name: String) -> [String] {
        values[name]?.texts ?? []
    }

    /// The value of an option that takes a whole number.
    ///
    /// - Parameter name: The option's name.
    /// - Returns: The number, `nil` if there is none.
    public func integer(_ name: String) -> Int? {
        text(name).flatMap { Int($0) }
    }

    /// The value of an option or argument that the command cannot do without.
    ///
    /// - Parameter name: The name of the option or argument.
    /// - Returns: The value.
    /// - Throws: `UsageError` if there is none; never for what is declared as required or has a default.
    public func require(_ name: String) throws(UsageError) -> String {
        guard let text = text(name) else { throw UsageError(path: path, .missingArgument(name)) }
        return text
    }

    /// Where the value of an option or argument comes from.
    ///
    /// - Parameter name: The name of the option or argument.
    /// - Returns: The source, `nil` if there is no value.
    public func source(of name: String) -> Source? {
        values[name]?.source
    }

    /// How results are written, as `--output` says.
    public var format: Format {
        text("output").flatMap { Format(rawValue: $0) } ?? .text
    }
}
