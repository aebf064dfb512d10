/// What came of reading a declaration of a flow.
public struct FlowReading: Sendable {
    /// The flow, `nil` if it cannot be used.
    public var flow: Flow?

    /// What is wrong with it, in the order in which it was found: errors if there is no flow, else warnings at most.
    public var problems: [FlowProblem]

    /// The namespace that was written, whether or not the rest can be used.
    public var namespace: String?

    /// The identifier that was written, whether or not the rest can be used.
    public var id: String?

    /// The problems that forbid using the flow.
    public var errors: [FlowProblem] { problems.filter { $0.severity == .error } }

    /// The problems that only warn.
    public var warnings: [FlowProblem] { problems.filter { $0.severity == .warning } }
}
