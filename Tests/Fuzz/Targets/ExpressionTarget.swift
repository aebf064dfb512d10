import JSON

@testable import Expressions

/// Templates, evaluated against a context with secrets.
///
/// A refusal names a place and is short. What is evaluated twice gives the same; an expression that is one value gives the
/// text that it renders. The spans of secrets are ranges of the text, in order and apart; without them, and in messages, no
/// secret is shown. Limits hold, also for what templates make of templates.
let expressionTarget = FuzzTarget(name: "expression") { input in
    let source = input.text
    var limits = ExpressionLimits()
    limits.maximumTemplateBytes = 1 << 14
    limits.maximumSteps = 20_000
    limits.maximumIterations = 500
    limits.maximumRange = 500
    limits.maximumOutputBytes = 1 << 16
    let template: ExpressionTemplate
    do throws(ExpressionError) {
        template = try ExpressionTemplate(parsing: source, limits: limits)
    } catch {
        try checkPlace(of: error, in: source)
        return
    }
    for reference in template.references {
        try claim(!reference.path.isEmpty && reference.line >= 1, "a reference has no path or place")
    }
    try claim(template.calls.allSatisfy { $0.line >= 1 }, "a call has no place")
    let first = outcome(template, limits)
    try claim(first == outcome(template, limits), "a template that is evaluated twice gives different results")
    switch first {
    case .failure(let error):
        try checkPlace(of: error, in: source)
        try claim(source.contains(secret) || !error.description.contains(secret), "a message shows a secret")
    case .success(let text):
        try check(text, source)
        try claim(text.string.utf8.count <= limits.maximumOutputBytes, "a text is longer than allowed")
        try checkSingle(template, text, limits)
    }
    _ = template.display(in: context, limits: limits)
}

private let secret = "qZ7vT1xK9w"

private let context: ExpressionVariables = ExpressionVariables(
    ExpressionMap([
        (
            "inputs",
            ExpressionValue(["name": "Ada", "count": 3, "ratio": 0.5, "tags": ["a", "b"], "none": nil, "flag": true])
        ),
        ("outputs", ExpressionValue(["first": ["value": "x", "items": [["id": 1], ["id": 2]]]])),
        ("vars", ExpressionValue(["template": "{{ inputs.name }}", "again": "{{ render(vars.again) }}"])),
        ("date", .date(ExpressionDate(seconds: 1_795_991_400, nanoseconds: 5))),
        ("password", .text(ExpressionText(secret, isSecret: true))),
        ("pin", ExpressionValue.integer(4321).tainted),
        ("keys", .list([.text("plain"), .text(ExpressionText(secret, isSecret: true))])),
    ])
)

private let services: ExpressionServices = {
    var services = ExpressionServices()
    services.now = { ExpressionDate(seconds: 1_795_991_400) }
    services.randomBytes = { count in (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) } }
    services.digest = { _, bytes in Array(bytes.prefix(8)) }
    services.secret = { _ in secret }
    services.decrypt = { _, _ in secret }
    services.keyValue = { $0.key == "k" ? .integer(1) : nil }
    return services
}()

private func outcome(_ template: ExpressionTemplate, _ limits: ExpressionLimits) -> Result<
    ExpressionText, ExpressionError
> {
    do throws(ExpressionError) {
        return .success(try template.render(in: context, services: services, limits: limits))
    } catch {
        return .failure(error)
    }
}

private func checkPlace(of error: ExpressionError, in source: String) throws(Finding) {
    let lines = source.utf8.count { $0 == 0x0A } + 1
    try claim((1...lines).contains(error.line) && error.column >= 1, "a refusal names no place: \(error)")
    try claim(!error.reason.isEmpty || error.kind == .raised, "a refusal has no reason")
    try claim(error.reason.utf8.count <= 4096 || error.kind == .raised, "a refusal is long")
}

private func check(_ text: ExpressionText, _ source: String) throws(Finding) {
    var position = -1
    for span in text.secretSpans {
        try claim(span.lowerBound > position && span.upperBound <= text.string.utf8.count, "spans are out of order")
        position = span.upperBound
    }
    try claim(source.contains(secret) || !text.masked().contains(secret), "a masked text shows a secret")
}

private func checkSingle(_ template: ExpressionTemplate, _ text: ExpressionText, _ limits: ExpressionLimits)
    throws(Finding)
{
    guard template.isSingleExpression else { return }
    let value = read { () throws(ExpressionError) in
        try template.evaluate(in: context, services: services, limits: limits).text
    }
    try claim(value == text, "a value has another text than the template renders")
}
