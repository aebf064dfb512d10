extension ConfigurationReader {
    /// Reads text.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - sentence: What it does.
    ///   - standard: The default.
    /// - Returns: The value, or the default.
    public mutating func string(_ key: String, _ sentence: String, default standard: String) -> String {
        value(key, sentence, .string, default: standard)
    }

    /// Reads a whole number.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - sentence: What it does.
    ///   - standard: The default.
    ///   - range: The numbers that are accepted.
    /// - Returns: The value, or the default.
    public mutating func integer(
        _ key: String,
        _ sentence: String,
        default standard: Int,
        in range: ClosedRange<Int>
    ) -> Int {
        value(key, sentence, .integer(in: range), default: standard)
    }

    /// Reads `true` or `false`.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - sentence: What it does.
    ///   - standard: The default.
    /// - Returns: The value, or the default.
    public mutating func bool(_ key: String, _ sentence: String, default standard: Bool) -> Bool {
        value(key, sentence, .bool, default: standard)
    }

    /// Reads a duration.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - sentence: What it does.
    ///   - standard: The default.
    ///   - range: The durations that are accepted.
    /// - Returns: The value, or the default.
    public mutating func duration(
        _ key: String,
        _ sentence: String,
        default standard: Duration,
        in range: ClosedRange<Duration> = .zero ... .seconds(366 * 86_400)
    ) -> Duration {
        value(key, sentence, .duration(in: range), default: standard)
    }

    /// Reads a number of bytes.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - sentence: What it does.
    ///   - standard: The default.
    ///   - range: The sizes that are accepted.
    /// - Returns: The value, or the default.
    public mutating func size(
        _ key: String,
        _ sentence: String,
        default standard: Int,
        in range: ClosedRange<Int> = 0...(1 << 50)
    ) -> Int {
        value(key, sentence, .size(in: range), default: standard)
    }

    /// Reads a path.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - sentence: What it does.
    ///   - standard: The default.
    /// - Returns: The value, or the default.
    public mutating func path(_ key: String, _ sentence: String, default standard: String) -> String {
        value(key, sentence, .path, default: standard)
    }

    /// Reads a host and a port.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - sentence: What it does.
    ///   - standard: The default.
    /// - Returns: The value, or the default.
    public mutating func address(
        _ key: String,
        _ sentence: String,
        default standard: NetworkAddress
    ) -> NetworkAddress {
        value(key, sentence, .address, default: standard)
    }

    /// Reads one of some words.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - sentence: What it does.
    ///   - standard: The default.
    /// - Returns: The value, or the default.
    public mutating func choice<Value: RawRepresentable & CaseIterable & Sendable>(
        _ key: String,
        _ sentence: String,
        default standard: Value
    ) -> Value where Value.RawValue == String {
        value(key, sentence, .choice, default: standard)
    }

    /// Reads a list of texts.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - sentence: What it does.
    ///   - standard: The default.
    /// - Returns: The value, or the default.
    public mutating func list(_ key: String, _ sentence: String, default standard: [String] = []) -> [String] {
        value(key, sentence, .list(of: .string), default: standard)
    }

    /// Reads a secret, which the environment, the file of `REEVE_..._FILE` or the configuration file may hold.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - sentence: What it does, and what its absence means.
    /// - Returns: The secret, or `nil` if there is none.
    public mutating func secret(_ key: String, _ sentence: String) -> Secret<String>? {
        optional(key, sentence, .secret(.string))
    }
}
