/// Why an expression could not be read or evaluated.
///
/// Nothing that was made of a secret is repeated in a message.
public struct ExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Kind: String, Sendable {
        /// The template is not written as the language has it.
        case syntax
        /// A function, filter, test or tag does not exist.
        case unknown
        /// A name or member stands for nothing.
        case undefined
        /// A value is not what an operator, function or filter takes.
        case value
        /// A limit of size, depth, steps or time was exceeded.
        case limit
        /// The function needs something that is not available here.
        case unavailable
        /// The template itself said so with `raise`.
        case raised
        /// What a function asked of the outside failed.
        case failed
        /// What a function asked of the outside is not answered yet; the evaluation is done again when it is.
        case unanswered
    }

    /// What kind of failure it is.
    public var kind: Kind

    /// What was expected and what was found.
    public var reason: String

    /// The function, filter, test, tag or variable it is about.
    public var name: String?

    /// The nearest name there is, if the name was mistyped.
    public var suggestion: String?

    /// The line in the template, from 1; 0 if the place is not known.
    public var line = 0

    /// The column in code points, from 1; 0 if the place is not known.
    public var column = 0

    /// Describes a failure; the place is added by the evaluation.
    ///
    /// - Parameters:
    ///   - kind: What kind of failure it is.
    ///   - reason: What was expected and what was found.
    ///   - name: What it is about.
    ///   - suggestion: The nearest name there is.
    public init(_ kind: Kind, _ reason: String, name: String? = nil, suggestion: String? = nil) {
        self.kind = kind
        self.reason = reason
        self.name = name
        self.suggestion = suggestion
    }

    /// The reason, with the suggestion.
    public var message: String {
        reason + (suggestion.map { "; did you mean `\($0)`?" } ?? "")
    }

    /// Place and reason in one line.
    public var description: String {
        line > 0 ? "line \(line), column \(column): \(message)" : message
    }
}
