import Expressions
import JSON

/// The templates in declarations of inputs and outputs.
enum InputTemplates {
    /// Whether text has anything to be rendered.
    static func isTemplate(_ text: String) -> Bool {
        !ExpressionTemplate.isPlain(text)
    }

    /// Whether any text of a value has.
    static func contains(_ json: JSON) -> Bool {
        switch json {
        case .string(let text): isTemplate(text)
        case .array(let elements): elements.contains(where: contains)
        case .object(let object): object.members.contains { contains($0.value) }
        default: false
        }
    }

    /// Says what is wrong with a template.
    static func check(_ text: String, _ place: Declaration, _ problems: inout FlowProblems) {
        guard isTemplate(text) else { return }
        do throws(ExpressionError) {
            for deprecation in try ExpressionTemplate(parsing: text).deprecations {
                problems.warn(place, .deprecated, "`\(deprecation.name)` is deprecated; \(deprecation.reason)")
            }
        } catch {
            problems.append(place, .expression, "the template cannot be read: \(error)")
        }
    }

    /// The same for all text of a value.
    static func check(_ json: JSON, _ place: Declaration, _ problems: inout FlowProblems) {
        switch json {
        case .string(let text): check(text, place, &problems)
        case .array(let elements): elements.forEach { check($0, place, &problems) }
        case .object(let object): object.members.forEach { check($0.value, place, &problems) }
        default: break
        }
    }

    /// The identifiers of inputs that a template names, as far as they can be told without rendering it.
    static func references(in text: String) -> Set<String> {
        guard isTemplate(text), let template = try? ExpressionTemplate(parsing: text) else { return [] }
        return Set(
            template.references.filter { $0.path.count > 1 && $0.path[0] == "inputs" }.map {
                $0.path.dropFirst().joined(separator: ".")
            }
        )
    }

    /// The same for what gives an input its value.
    static func references(of input: InputDeclaration) -> Set<String> {
        var names = input.defaults.map(references) ?? []
        if let prefill = input.prefill { names.formUnion(references(in: prefill)) }
        if case .choices(let choices) = input.constraint, let expression = choices.expression {
            names.formUnion(references(in: expression))
        }
        return names
    }

    private static func references(in json: JSON) -> Set<String> {
        switch json {
        case .string(let text): references(in: text)
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(references(in: $1)) }
        case .object(let object): object.members.reduce(into: []) { $0.formUnion(references(in: $1.value)) }
        default: []
        }
    }
}
