public import JSON

/// A task as its flow declares it.
public struct TaskSpecification: Sendable, Hashable {
    /// The identifier in the flow.
    public var id: String

    /// The type, by the name it has today.
    public var type: String

    /// What it was given beyond what all tasks have; templates are not rendered.
    public var properties: JSONObject

    /// The least level of messages that are kept, by its name; `nil` for all.
    public var logLevel: String?

    /// How many milliseconds the attempt may take, `nil` for any time.
    public var timeout: Int64?

    /// Makes a task.
    ///
    /// - Parameters:
    ///   - id: The identifier in the flow.
    ///   - type: The type, by the name it has today.
    ///   - properties: What it was given beyond what all tasks have.
    ///   - logLevel: The least level of messages that are kept.
    ///   - timeout: How many milliseconds the attempt may take.
    public init(
        id: String,
        type: String,
        properties: JSONObject = [:],
        logLevel: String? = nil,
        timeout: Int64? = nil
    ) {
        (self.id, self.type, self.properties) = (id, type, properties)
        (self.logLevel, self.timeout) = (logLevel, timeout)
    }
}
