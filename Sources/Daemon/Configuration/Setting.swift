/// A setting that a component has asked for.
public struct Setting: Sendable, Equatable {
    /// Where a value comes from.
    public enum Source: String, Sendable {
        /// The command line.
        case argument
        /// The environment.
        case environment
        /// The configuration file.
        case file
        /// The program.
        case standard = "default"
    }

    /// The key, such as `server.listen`.
    public let key: String
    /// What kind of value it takes, such as `integer from 1 to 65535`.
    public let type: String
    /// The default as text, if there is one.
    public let standard: String?
    /// The name of the environment's variable.
    public let environmentName: String
    /// Whether its value must not be shown.
    public let isSecret: Bool
    /// Whether it must be given.
    public let isRequired: Bool
    /// A sentence about it.
    public let sentence: String
    /// The value in force as text, `<redacted>` if it is secret; `nil` if there is none.
    public let value: String?
    /// Where the value comes from; `nil` if there is none.
    public let source: Source?

    /// The name of the environment's variable for a key: `server.maxBody` becomes `REEVE_SERVER_MAX_BODY`.
    ///
    /// - Parameter key: The key.
    /// - Returns: The name.
    public static func environmentName(of key: String) -> String {
        var name = ConfigurationReader.environmentPrefix
        for character in key {
            switch character {
            case ".", "-": name.append("_")
            case _ where character.isUppercase: name += "_\(character)"
            default: name += character.uppercased()
            }
        }
        return name
    }
}
