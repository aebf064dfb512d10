public import JSON

/// Where settings are looked for, in the order of their precedence.
public struct ConfigurationSources: Sendable {
    /// Values of the command line by key.
    public var arguments: [String: String]
    /// The environment.
    public var environment: [String: String]
    /// The configuration file: an object whose members nest as the keys' words do.
    public var file: JSON?
    /// Reads a small file whose path the environment gives, `nil` if it cannot be read.
    public var readFile: @Sendable (String) -> String?

    /// Gathers the sources.
    ///
    /// - Parameters:
    ///   - arguments: Values of the command line by key.
    ///   - environment: The environment.
    ///   - file: The configuration file.
    ///   - readFile: Reads the file of a secret: `REEVE_KEY_FILE` names the file that holds what `REEVE_KEY` would.
    public init(
        arguments: [String: String] = [:],
        environment: [String: String] = [:],
        file: JSON? = nil,
        readFile: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.arguments = arguments
        self.environment = environment
        self.file = file
        self.readFile = readFile
    }
}
