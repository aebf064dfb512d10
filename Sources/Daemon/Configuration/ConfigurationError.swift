/// Everything that is wrong with a configuration.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with one setting.
    public struct Problem: Sendable, Equatable {
        /// The key, or the name under which an unknown setting was given.
        public let key: String
        /// What is wrong, as a sentence that names the key and never shows a secret.
        public let message: String
    }

    /// The problems, in the order in which they were found; at least one.
    public let problems: [Problem]

    /// The sentences, one a line.
    public var description: String { problems.map(\.message).joined(separator: "\n") }
}
