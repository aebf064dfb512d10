public import JSON

/// What expressions of all executions see of the instance: `envs` and `globals`.
public struct ExecutionEnvironment: Sendable {
    /// Variables of the process that flows may see, under the names that they see.
    public var envs: [String: String]

    /// Values that the operator gives to all flows.
    public var globals: JSONObject

    /// Makes an environment.
    ///
    /// - Parameters:
    ///   - envs: Variables of the process that flows may see.
    ///   - globals: Values that the operator gives to all flows.
    public init(envs: [String: String] = [:], globals: JSONObject = [:]) {
        (self.envs, self.globals) = (envs, globals)
    }
}
