extension ExpressionValue {
    /// The value as an expression shows it, with the spans that were made of a secret.
    ///
    /// - Parameter limit: The greatest length in bytes.
    /// - Returns: The text: nothing for null, JSON for lists and maps.
    /// - Throws: `ExpressionError` if the text is longer.
    public func rendered(
        limit: Int = ExpressionLimits.default.maximumOutputBytes
    ) throws(ExpressionError) -> ExpressionText {
        if case .text(let text) = self { return text }
        var writer = TextWriter(limit: limit)
        try writer.append(self)
        return writer.text
    }
}
