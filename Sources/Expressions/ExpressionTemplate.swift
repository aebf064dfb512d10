/// A template that was read: text with expressions in it.
///
/// A template is read once and evaluated any number of times, from any number of threads.
///
/// ```swift
/// let template = try ExpressionTemplate(parsing: "Hello {{ inputs.name | upper }}")
/// let text = try template.render(in: ExpressionVariables(["inputs": ["name": "Ada"]]))
/// ```
public struct ExpressionTemplate: Sendable {
    let program: SyntaxProgram

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - source: The template.
    ///   - limits: What it may ask of us.
    /// - Throws: `ExpressionError` with line and column.
    public init(parsing source: String, limits: ExpressionLimits = .default) throws(ExpressionError) {
        program = try TemplateParser.parse(source, limits: limits)
    }

    /// The template as it was written.
    public var source: String { program.source }

    /// Whether the template is one `{{ }}` and nothing else, so that its value keeps its type.
    public var isSingleExpression: Bool { program.single != nil }

    /// Whether a text has nothing to evaluate, and so is its own value.
    ///
    /// - Parameter text: The text.
    /// - Returns: Whether it has no opening delimiter.
    public static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8.span
        for index in bytes.indices.dropLast() where bytes[index] == UInt8(ascii: "{") {
            let next = bytes[index + 1]
            if next == UInt8(ascii: "{") || next == UInt8(ascii: "%") || next == UInt8(ascii: "#") { return false }
        }
        return true
    }

    /// The aliases of older versions that the template uses.
    public var deprecations: [ExpressionDeprecation] { program.deprecations }

    /// Evaluates the template.
    ///
    /// - Parameters:
    ///   - context: What names stand for.
    ///   - services: What functions need from outside.
    ///   - limits: What the evaluation may take.
    /// - Returns: The value; typed if the template is one expression.
    /// - Throws: `ExpressionError` with line and column; that a name stands for nothing is one.
    public func evaluate(
        in context: any ExpressionContext,
        services: ExpressionServices = ExpressionServices(),
        limits: ExpressionLimits = .default
    ) throws(ExpressionError) -> ExpressionResult {
        let evaluation = Evaluation(context: context, services: services, limits: limits)
        return ExpressionResult(try evaluation.value(of: program))
    }

    /// Evaluates the template to text.
    ///
    /// - Parameters:
    ///   - context: What names stand for.
    ///   - services: What functions need from outside.
    ///   - limits: What the evaluation may take.
    /// - Returns: The text, with the spans that were made of a secret.
    /// - Throws: `ExpressionError` with line and column; that a name stands for nothing is one.
    public func render(
        in context: any ExpressionContext,
        services: ExpressionServices = ExpressionServices(),
        limits: ExpressionLimits = .default
    ) throws(ExpressionError) -> ExpressionText {
        let evaluation = Evaluation(context: context, services: services, limits: limits)
        return try evaluation.text(of: program)
    }
}

/// The use of a function or filter that an older version had under this name.
public struct ExpressionDeprecation: Sendable, Hashable {
    /// The name used.
    public let name: String
    /// What to use instead.
    public let reason: String
    /// The line in the template, from 1.
    public let line: Int
    /// The column in code points, from 1.
    public let column: Int
}
