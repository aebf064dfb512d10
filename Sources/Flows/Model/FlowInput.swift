public import JSON

/// An input of a flow as it was declared.
public struct FlowInput: Sendable {
    /// Names the input; dots make groups.
    public var id: String

    /// The declaration, former names replaced.
    public var declaration: JSONObject
}

/// An output of a flow as it was declared.
public struct FlowOutput: Sendable {
    /// Names the output.
    public var id: String

    /// The declaration.
    public var declaration: JSONObject
}
