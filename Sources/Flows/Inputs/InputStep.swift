import Expressions
import JSON

/// One input being resolved, those it depends on being so already.
struct InputStep {
    private let entry: InputList.Entry
    private let renderer: InputRenderer
    private let cipher: InputCipher?
    private var result: ResolvedInput

    /// Whether text is made of lists and maps as well, as JSON.
    var writesOut = false

    init(_ entry: InputList.Entry, _ renderer: InputRenderer, _ cipher: InputCipher?) {
        (self.entry, self.renderer, self.cipher) = (entry, renderer, cipher)
        result = ResolvedInput(entry.input)
    }

    private var input: InputDeclaration { entry.input }

    mutating func resolve(_ given: SuppliedInput?) -> ResolvedInput {
        guard isAskedFor() else { return result }
        renderPrefill()
        let choices = renderChoices()
        guard result.isValid, let (value, isSecret) = value(given, choices) else {
            if result.isValid, input.isRequired {
                refuse("is required; expected \(input.type.expectation), found nothing")
            }
            return result
        }
        var parser = InputParser(input)
        parser.choices = choices
        parser.writesOut = writesOut
        // A template could name files of the server by what others gave.
        parser.isDefault = result.isDefault && input.defaults.map(InputTemplates.contains) == false
        do throws(FieldErrors) {
            keep(try parser.value(of: value), isSecret: isSecret || input.type == .secret)
        } catch {
            for problem in error.errors {
                refuse(isSecret ? "expected \(input.type.expectation), found another secret" : problem.description)
            }
        }
        return result
    }

    private mutating func refuse(_ message: String, isRenderError: Bool = false) {
        result.problems.append(ResolvedInput.Problem(message, isRenderError: isRenderError))
    }

    /// Renders something, saying what it is if that fails.
    private mutating func rendered<Value>(
        _ what: String,
        _ body: (InputRenderer) throws(ExpressionError) -> Value
    ) -> Value? {
        do throws(ExpressionError) {
            return try body(renderer)
        } catch {
            refuse("`\(what)` cannot be rendered: \(error)", isRenderError: true)
            return nil
        }
    }

    private mutating func isAskedFor() -> Bool {
        for condition in entry.conditions {
            guard
                let value = rendered(
                    "condition",
                    { renderer throws(ExpressionError) in try renderer.render(condition) }
                )
            else { return false }
            guard value.isTruthy else {
                result.isEnabled = false
                return false
            }
        }
        return true
    }

    private mutating func renderPrefill() {
        guard let prefill = input.prefill, InputTemplates.contains(prefill) else { return }
        let value = rendered("prefill") { renderer throws(ExpressionError) in try renderer.render(prefill) }
        // What came of a secret is not filled in for people.
        result.input.prefill = value.flatMap { $0.isTainted ? nil : $0.json }
    }

    /// The values of a select that are rendered.
    private mutating func renderChoices() -> [String]? {
        guard case .choices(var choices) = input.constraint, let expression = choices.expression,
            let value = rendered("expression", { renderer throws(ExpressionError) in try renderer.render(expression) })
        else { return nil }
        let list = value.elements?.map(\.json) ?? value.string.flatMap { try? JSON(parsing: Array($0.utf8)) }?.array
        guard let list else {
            refuse("`expression` must give a list, found \(value.kind)", isRenderError: true)
            return nil
        }
        let values = list.compactMap { json -> InputChoices.Choice? in
            switch json {
            case .object(let object):
                object["value"].map { InputChoices.Choice($0.plain, label: object["label"]?.string) }
            case .null, .array: nil
            default: InputChoices.Choice(json.plain)
            }
        }
        guard values.count == list.count else {
            refuse("`expression` must give a list of texts, or of labels and values", isRenderError: true)
            return nil
        }
        if !value.isTainted {
            choices.values = values
            result.input.constraint = .choices(choices)
        }
        return values.map(\.value)
    }

    /// What was given, or what stands in for it; and whether that was made of a secret.
    private mutating func value(_ given: SuppliedInput?, _ rendered: [String]?) -> (SuppliedInput, isSecret: Bool)? {
        if let given, !given.isNothing(for: input.type) { return (given, false) }
        if let defaults = input.defaults {
            result.isDefault = true
            let value = self.rendered("defaults") { renderer throws(ExpressionError) in try renderer.render(defaults) }
            guard let value, !value.isNull else { return nil }
            let json = SuppliedInput.json(value.json)
            return json.isNothing(for: input.type) ? nil : (json, value.isTainted)
        }
        guard case .choices(let choices) = input.constraint, choices.selectsFirst,
            let first = rendered?.first ?? choices.values?.first?.value
        else { return nil }
        result.isDefault = true
        return (.json(input.type == .multiselect ? [.string(first)] : .string(first)), false)
    }

    /// Keeps a value, encrypted if it is secret.
    private mutating func keep(_ value: JSON, isSecret: Bool) {
        result.value = ExpressionValue(value, isSecret: isSecret)
        guard isSecret else {
            result.stored = value
            return
        }
        guard let cipher else {
            result.value = nil
            return refuse("a secret cannot be kept: the server has no key to encrypt it with")
        }
        do {
            result.stored = try SealedValue(value, with: cipher).json
        } catch {
            result.value = nil
            refuse("a secret cannot be kept: it could not be encrypted")
        }
    }
}

extension JSON {
    /// Text as it is, other values as JSON.
    fileprivate var plain: String { string ?? text }
}
