/// A value of a plan: known already, or that of an expression.
public enum Planned<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The value; nothing is asked for when it is needed.
    case literal(Value)
    /// The expression that yields it; the machine asks for it when it is needed.
    case expression(ExpressionNumber)
}

/// An expression of a plan, by its position in `ExecutionPlan.expressions`.
public struct ExpressionNumber: Sendable, Hashable {
    /// The position.
    public var number: Int32

    /// Makes a reference.
    ///
    /// - Parameter number: The position.
    public init(_ number: Int32) {
        self.number = number
    }
}

/// An expression that a flow declares, and what it has to yield.
public struct PlannedExpression: Sendable, Hashable {
    /// What an expression has to yield.
    public enum Result: UInt8, Sendable {
        /// Whether it holds: all but nothing, `false`, zero and empty text does.
        case truth
        /// Text.
        case text
        /// A list of values, with keys if it is a map.
        case values
        /// A duration in milliseconds.
        case duration
        /// A whole number.
        case integer
        /// Nothing that the machine has to know; that it can be rendered is enough.
        case anything
    }

    /// The declaration.
    public var source: String

    /// Whether the declaration is a document as JSON whose texts are templates, and not one template.
    public var isDocument: Bool

    /// What it has to yield.
    public var result: Result

    /// Makes an expression.
    ///
    /// - Parameters:
    ///   - source: The declaration.
    ///   - result: What it has to yield.
    ///   - isDocument: Whether the declaration is a document as JSON.
    public init(_ source: String, _ result: Result, isDocument: Bool = false) {
        (self.source, self.result, self.isDocument) = (source, result, isDocument)
    }
}

/// A value over which a task iterates.
public struct IterationValue: Sendable, Hashable {
    /// The key, if the values came as a map.
    public var key: String?

    /// The value as text.
    public var value: String

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - value: The value as text.
    ///   - key: The key, if the values came as a map.
    public init(_ value: String, key: String? = nil) {
        (self.value, self.key) = (value, key)
    }
}
