extension EndpointGroup {
    /// What the language of expressions has.
    static let expressionLanguage = EndpointGroup(
        "Misc",
        [.read(ListExpressionFilters.self), .read(ListExpressionFunctions.self)]
    )

    /// Expressions, rendered to look at.
    static let expressions = EndpointGroup("Expressions", [.lateRead(RenderExpressions.self)])
}
