/// What came of a template.
public struct ExpressionResult: Sendable {
    /// The value: typed if the template is one `{{ }}` and nothing else, and text in any other case.
    public let value: ExpressionValue

    init(_ value: ExpressionValue) {
        self.value = value
    }

    /// The value as text, with the spans that were made of a secret.
    ///
    /// - Throws: `ExpressionError` if the text is longer than what limits allow.
    public var text: ExpressionText {
        get throws(ExpressionError) {
            if case .text(let text) = value { return text }
            var writer = TextWriter(limit: ExpressionLimits.default.maximumOutputBytes)
            try writer.append(value)
            return writer.text
        }
    }
}
