/// Something that is wrong with a declaration, or that will be.
public struct FlowProblem: Sendable, Hashable, CustomStringConvertible {
    /// How much it matters.
    public enum Severity: String, Sendable, CaseIterable {
        /// The declaration cannot be used.
        case error
        /// The declaration can be used and should be changed.
        case warning
    }

    /// Where it is: `tasks[0].retry.interval`; empty for the declaration as a whole.
    public var path: String

    /// The line, from 1.
    public var line: Int

    /// The column in code points, from 1.
    public var column: Int

    /// How much it matters.
    public var severity: Severity

    /// Which rule it breaks.
    public var rule: FlowRule

    /// What was expected and what was found.
    public var message: String

    /// Describes a problem.
    ///
    /// - Parameters:
    ///   - path: Where it is, empty for the declaration as a whole.
    ///   - line: The line, from 1.
    ///   - column: The column in code points, from 1.
    ///   - severity: How much it matters.
    ///   - rule: Which rule it breaks.
    ///   - message: What was expected and what was found.
    public init(
        path: String,
        line: Int,
        column: Int,
        severity: Severity = .error,
        rule: FlowRule,
        message: String
    ) {
        (self.path, self.line, self.column) = (path, line, column)
        (self.severity, self.rule, self.message) = (severity, rule, message)
    }

    /// Path and message in one line, without the place in the text.
    public var sentence: String { path.isEmpty ? message : "`\(path)`: \(message)" }

    /// Place, path and message in one line.
    public var description: String { "line \(line), column \(column): \(sentence)" }
}
