import Expressions
import JSON

/// Renders the templates of declarations.
struct InputRenderer {
    private let context: any ExpressionContext
    private let services: ExpressionServices

    init(_ context: any ExpressionContext, _ services: ExpressionServices) {
        (self.context, self.services) = (context, services)
    }

    /// The value with all its text rendered; a text that is one expression gives what the expression does.
    func render(_ json: JSON) throws(ExpressionError) -> ExpressionValue {
        switch json {
        case .string(let text):
            return try render(text)
        case .array(let elements):
            var values: [ExpressionValue] = []
            for element in elements {
                values.append(try render(element))
            }
            return .list(values)
        case .object(let object):
            var members: [ExpressionMap.Member] = []
            for (name, value) in object.members {
                members.append((name, try render(value)))
            }
            return .map(members)
        default:
            return ExpressionValue(json)
        }
    }

    /// What a text gives.
    func render(_ text: String) throws(ExpressionError) -> ExpressionValue {
        guard InputTemplates.isTemplate(text) else { return .text(text) }
        return try ExpressionTemplate(parsing: text).evaluate(in: context, services: services).value
    }
}
