/// Why text is no value of the kind that a flow expects.
public struct FlowValueError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was expected, and what is wrong.
    public let description: String

    /// Describes a refusal.
    ///
    /// - Parameter description: What was expected, and what is wrong.
    public init(_ description: String) {
        self.description = description
    }
}
