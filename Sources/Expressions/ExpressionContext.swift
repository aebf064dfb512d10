/// What the names of an expression stand for.
///
/// A value is asked for when an expression names it, and not before: a context may fetch it then.
public protocol ExpressionContext: Sendable {
    /// The value of a name such as `inputs`.
    ///
    /// - Parameter name: The name.
    /// - Returns: The value, or `nil` if the name stands for nothing.
    /// - Throws: `ExpressionError` if the value cannot be had; that there is none is no error.
    func value(of name: String) throws(ExpressionError) -> ExpressionValue?

    /// The value of a member of what a name stands for, such as `first` of `outputs`.
    ///
    /// A context whose values are large fetches only the one member.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - member: The member's name.
    /// - Returns: The value, or `nil` if there is none.
    /// - Throws: `ExpressionError` if the value cannot be had; that there is none is no error.
    func value(of name: String, member: String) throws(ExpressionError) -> ExpressionValue?

    /// The names that stand for something, for suggestions and `fetchContext()`.
    var names: [String] { get }
}

extension ExpressionContext {
    /// The member of the value of the name.
    public func value(of name: String, member: String) throws(ExpressionError) -> ExpressionValue? {
        try value(of: name)?.member(member)
    }
}

/// A context of values that are at hand.
public struct ExpressionVariables: ExpressionContext {
    private let variables: ExpressionMap

    /// Makes a context.
    ///
    /// - Parameter variables: Names and what they stand for.
    public init(_ variables: ExpressionMap = ExpressionMap()) {
        self.variables = variables
    }

    /// The value of a name.
    public func value(of name: String) -> ExpressionValue? {
        variables[name]
    }

    /// The names there are.
    public var names: [String] { variables.members.map(\.name) }
}
