/// A command, with its options, arguments and subcommands.
///
/// ```swift
/// Command("set", "Store a secret", arguments: [CommandArgument("key", "The secret's key")]) { invocation in
///     try await store(invocation.require("key"))
///     return .success
/// }
/// ```
public struct Command: Sendable {
    /// Carries a command out.
    public typealias Body = @Sendable (Invocation) async throws -> ExitCode

    /// The word that calls it.
    public var name: String

    /// What it does, in one sentence without a full stop.
    public var summary: String

    /// What more there is to know.
    public var discussion: String

    /// Values given by their place.
    public var arguments: [CommandArgument]

    /// Options; they are accepted after every subcommand too.
    public var options: [CommandOption]

    /// Command lines with what they do.
    public var examples: [(line: String, summary: String)]

    /// Commands under this one.
    public var subcommands: [Command]

    /// Carries it out; without one, a subcommand must be named.
    public var run: Body?

    /// Declares a command.
    ///
    /// - Parameters:
    ///   - name: The word that calls it.
    ///   - summary: What it does.
    ///   - discussion: What more there is to know.
    ///   - arguments: Values given by their place.
    ///   - options: Options, for its subcommands too.
    ///   - examples: Command lines with what they do.
    ///   - subcommands: Commands under this one.
    ///   - run: Carries it out.
    public init(
        _ name: String,
        _ summary: String,
        discussion: String = "",
        arguments: [CommandArgument] = [],
        options: [CommandOption] = [],
        examples: [(line: String, summary: String)] = [],
        subcommands: [Command] = [],
        run: Body? = nil
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.arguments = arguments
        self.options = options
        self.examples = examples
        self.subcommands = subcommands
        self.run = run
    }
}
