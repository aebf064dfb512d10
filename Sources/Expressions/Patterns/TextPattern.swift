/// A regular expression that a flow, a schema or a person wrote: PCRE2, with bounds on steps, depth and memory.
public struct TextPattern: Sendable, Hashable {
    /// The expression as it was written.
    public let source: String

    /// Checks an expression.
    ///
    /// - Parameter source: The expression as it was written.
    /// - Throws: `ExpressionError` if it is malformed or too long.
    public init(_ source: String) throws(ExpressionError) {
        self.source = source
        _ = try RegexHandle(source)
        _ = try RegexHandle(whole)
    }

    /// Whether a text matches as a whole.
    ///
    /// - Parameter text: The text.
    /// - Returns: Whether nothing of it is left over.
    /// - Throws: `ExpressionError` if telling takes too many steps.
    public func matchesWhole(_ text: String) throws(ExpressionError) -> Bool {
        try RegexHandle(whole).firstMatch(in: Array(text.utf8), from: 0) != nil
    }

    /// Whether a part of a text matches.
    ///
    /// - Parameter text: The text.
    /// - Returns: Whether there is such a part.
    /// - Throws: `ExpressionError` if telling takes too many steps.
    public func occurs(in text: String) throws(ExpressionError) -> Bool {
        try RegexHandle(source).firstMatch(in: Array(text.utf8), from: 0) != nil
    }

    /// The same expression for whole texts; alternatives within it stay together.
    private var whole: String { "\\A(?:\(source))\\z" }
}
