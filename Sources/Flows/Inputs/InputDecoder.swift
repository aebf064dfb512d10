import Daemon
import Expressions
import JSON
import YAML

/// Reads declarations of inputs and outputs, collecting everything that is wrong with them.
struct InputDecoder {
    /// How deep groups may nest, and how many inputs there may be altogether.
    private static let (depthLimit, countLimit) = (8, 1000)

    private var count = 0

    /// Reads a list of inputs, and checks that they fit each other.
    mutating func inputs(_ declaration: Declaration, _ problems: inout FlowProblems) -> [InputDeclaration] {
        let (inputs, places) = list(declaration, depth: 0, &problems)
        InputChecks(inputs, places).run(&problems)
        return inputs
    }

    /// The inputs of a list, with the places of their identifiers.
    private mutating func list(
        _ declaration: Declaration,
        depth: Int,
        _ problems: inout FlowProblems
    ) -> (inputs: [InputDeclaration], places: [Declaration]) {
        guard let elements = declaration.list(&problems) else { return ([], []) }
        guard depth < Self.depthLimit, count + elements.count <= Self.countLimit else {
            problems.append(
                declaration,
                .limit,
                "expected at most \(Self.countLimit) inputs, groups at most \(Self.depthLimit) deep"
            )
            return ([], [])
        }
        count += elements.count
        var (inputs, places) = ([InputDeclaration](), [Declaration]())
        for element in elements {
            guard let input = input(element, depth: depth, &problems) else { continue }
            inputs.append(input)
            places.append(element)
        }
        return (inputs, places)
    }

    private mutating func input(
        _ declaration: Declaration,
        depth: Int,
        _ problems: inout FlowProblems
    ) -> InputDeclaration? {
        guard var members = declaration.members(&problems) else { return nil }
        let id = identifier(&members, &problems)
        let type = type(&members, &problems)
        guard let type else {
            // What else a declaration without a type has cannot be judged.
            _ = members.rest()
            return nil
        }
        var input = InputDeclaration(id: id ?? "", type: type)
        input.displayName = members.text("displayName", &problems)
        input.description = members.text("description", &problems)
        input.isRequired = members.bool("required", &problems) ?? true
        input.dependsOn = dependency(&members, &problems)
        input.constraint = constraint(of: type, &members, depth: depth, &problems)
        readDefaults(&input, &members, &problems)
        members.finish(suggesting: Self.properties, &problems)
        return id == nil ? nil : input
    }

    private static let properties = [
        "validator", "values", "expression", "allowCustomValue", "isRadio", "autoSelectFirst", "itemType", "min", "max",
        "after", "before", "allowedFileExtensions", "jsonSchema", "inputs", "ref",
    ]

    // MARK: What every declaration has

    func identifier(_ members: inout DeclarationMembers, _ problems: inout FlowProblems) -> String? {
        guard let value = members.member("id", formerly: "name", problems: &problems) else {
            members.missing("id", &problems)
            return nil
        }
        guard let text = value.text(&problems) else { return nil }
        guard InputDeclaration.isIdentifier(text) else {
            let form = "a letter or digit, then letters, digits, `.`, `_` and `-`"
            problems.append(value, .invalidValue, "expected \(form), found `\(text.excerpt)`")
            return nil
        }
        return text
    }

    func type(_ members: inout DeclarationMembers, _ problems: inout FlowProblems) -> InputType? {
        guard let value = members.required("type", &problems) else { return nil }
        guard let type = type(value, among: InputType.allCases, &problems) else { return nil }
        if let successor = type.successor {
            problems.warn(value, .deprecated, "`\(type.rawValue)` is deprecated; use `\(successor.rawValue)`")
        }
        return type
    }

    private func type(_ value: Declaration, among types: [InputType], _ problems: inout FlowProblems) -> InputType? {
        guard let text = value.text(&problems) else { return nil }
        guard let type = types.first(where: { $0.rawValue == text.uppercased() }) else {
            value.refuse(text, among: types.filter { $0.successor == nil }.map(\.rawValue), &problems)
            return nil
        }
        return type
    }

    /// The type of the elements of a list.
    func itemType(_ value: Declaration, _ problems: inout FlowProblems) -> InputType? {
        type(value, among: InputType.allCases.filter(\.isElement), &problems)
    }

    private func dependency(
        _ members: inout DeclarationMembers,
        _ problems: inout FlowProblems
    ) -> InputDeclaration.Dependency? {
        guard let value = members.member("dependsOn"), var parts = value.members(&problems) else { return nil }
        var dependency = InputDeclaration.Dependency(inputs: parts.texts("inputs", &problems) ?? [])
        if let condition = parts.member("condition"), let text = condition.text(&problems) {
            InputTemplates.check(text, condition, &problems)
            dependency.condition = text
        }
        parts.finish(&problems)
        return dependency
    }

    // MARK: Defaults

    private func readDefaults(
        _ input: inout InputDeclaration,
        _ members: inout DeclarationMembers,
        _ problems: inout FlowProblems
    ) {
        if let prefill = members.member("prefill") {
            input.prefill = prefill.json(&problems)
            input.prefill.map { InputTemplates.check($0, prefill, &problems) }
        }
        guard let value = members.member("defaults", formerly: "default", problems: &problems) else { return }
        input.defaults = value.json(&problems)
        guard let defaults = input.defaults else { return }
        if input.prefill != nil {
            problems.append(value, .combination, "`defaults` and `prefill` cannot be used together")
        }
        if [.form, .reusableInputs].contains(input.type) {
            problems.append(value, .combination, "a group has no `defaults`; the inputs in it may have")
            return
        }
        InputTemplates.check(defaults, value, &problems)
        guard !InputTemplates.contains(defaults) else { return }
        var parser = InputParser(input)
        parser.isDefault = true
        // Values that are rendered are known only then.
        if case .choices(let choices) = input.constraint, choices.expression != nil { return }
        do throws(FieldErrors) {
            _ = try parser.value(of: .json(defaults))
        } catch {
            for problem in error.errors {
                problems.append(value, .invalidValue, problem.description)
            }
        }
    }

    // MARK: What types have

    private mutating func constraint(
        of type: InputType,
        _ members: inout DeclarationMembers,
        depth: Int,
        _ problems: inout FlowProblems
    ) -> InputConstraint {
        switch type {
        case .string, .secret:
            return pattern(&members, &problems).map { .pattern($0) } ?? .none
        case .select, .enumeration, .multiselect:
            return .choices(choices(of: type, &members, &problems))
        case .int:
            return .integers(
                range("min", "max", &members, &problems) { (value, problems) in
                    value.integer(in: Int64.min...Int64.max, &problems)
                }
            )
        case .float:
            return .numbers(range("min", "max", &members, &problems) { (value, problems) in value.number(&problems) })
        case .dateTime:
            return .instants(range("after", "before", &members, &problems, of: type) { Instant($0) })
        case .date:
            return .dates(range("after", "before", &members, &problems, of: type) { LocalDate($0) })
        case .time:
            return .times(range("after", "before", &members, &problems, of: type) { LocalTime($0) })
        case .duration:
            return .durations(range("min", "max", &members, &problems, of: type) { FlowDuration($0) })
        case .file:
            return .extensions(extensions(&members, &problems))
        case .json:
            return schema(&members, &problems).map { .schema($0) } ?? .none
        case .array:
            guard let value = members.required("itemType", &problems) else { return .none }
            return itemType(value, &problems).map { .elements($0) } ?? .none
        case .form:
            guard let value = members.required("inputs", &problems) else { return .none }
            return .inputs(list(value, depth: depth + 1, &problems).inputs)
        case .reusableInputs:
            let id = members.required("ref", &problems)?.text(atMost: 256, &problems)
            let namespace = members.member("namespace")?.text(atMost: 150, &problems)
            return id.map { .reusable(id: $0, namespace: namespace) } ?? .none
        case .bool, .boolean, .yaml, .uri, .email:
            return .none
        }
    }

    private func pattern(_ members: inout DeclarationMembers, _ problems: inout FlowProblems) -> TextPattern? {
        guard let value = members.member("validator"), let text = value.text(&problems) else { return nil }
        do throws(ExpressionError) {
            return try TextPattern(text)
        } catch {
            problems.append(value, .invalidValue, error.description)
            return nil
        }
    }

    private func schema(_ members: inout DeclarationMembers, _ problems: inout FlowProblems) -> JSONSchema? {
        guard let value = members.member("jsonSchema"), var json = value.json(&problems) else { return nil }
        if let text = json.string {
            do throws(JSONError) {
                json = try JSON(parsing: Array(text.utf8))
            } catch {
                problems.append(value, .invalidValue, "expected a JSON Schema; \(error)")
                return nil
            }
        }
        do throws(FieldErrors) {
            return try JSONSchema(json)
        } catch {
            for problem in error.errors {
                problems.append(value, .invalidValue, problem.description)
            }
            return nil
        }
    }

    private func extensions(_ members: inout DeclarationMembers, _ problems: inout FlowProblems) -> [String] {
        var names: [String] = []
        if let former = members.member("extension"), let text = former.text(&problems) {
            problems.warn(former, .deprecated, "`extension` is deprecated; use `allowedFileExtensions`")
            names.append(text)
        }
        names += members.texts("allowedFileExtensions", &problems) ?? []
        return names.filter { !$0.isEmpty }.map { $0.hasPrefix(".") ? $0.lowercased() : "." + $0.lowercased() }
    }

    private func choices(
        of type: InputType,
        _ members: inout DeclarationMembers,
        _ problems: inout FlowProblems
    ) -> InputChoices {
        var choices = InputChoices()
        let values =
            type == .multiselect
            ? members.member("values", formerly: "options", problems: &problems) : members.member("values")
        choices.values = values?.list(&problems).map { $0.compactMap { choice($0, &problems) } }
        let expression = type == .enumeration ? nil : members.member("expression")
        if let expression, let text = expression.text(&problems) {
            InputTemplates.check(text, expression, &problems)
            choices.expression = text
        }
        if let values, choices.expression != nil {
            problems.append(values, .combination, "`values` and `expression` cannot be used together")
        } else if values == nil, expression == nil {
            members.missing("values", &problems)
        } else if let values, let list = choices.values, list.isEmpty {
            problems.append(values, .invalidValue, "expected at least one value")
        }
        guard type != .enumeration else { return choices }
        choices.allowsCustomValue = members.bool("allowCustomValue", &problems) ?? false
        choices.selectsFirst = members.bool("autoSelectFirst", &problems) ?? false
        if type == .multiselect {
            choices.itemType = members.member("itemType").flatMap { itemType($0, &problems) } ?? .string
        } else {
            choices.isRadio = members.bool("isRadio", &problems) ?? false
        }
        return choices
    }

    private func choice(_ declaration: Declaration, _ problems: inout FlowProblems) -> InputChoices.Choice? {
        guard case .mapping = declaration.node.content else {
            return declaration.text(&problems).map { InputChoices.Choice($0) }
        }
        guard var members = declaration.members(&problems) else { return nil }
        let label = members.text("label", &problems)
        let value = members.required("value", &problems)?.text(&problems)
        members.finish(&problems)
        return value.map { InputChoices.Choice($0, label: label) }
    }

    private func range<Value>(
        _ low: String,
        _ high: String,
        _ members: inout DeclarationMembers,
        _ problems: inout FlowProblems,
        _ read: (Declaration, inout FlowProblems) -> Value?
    ) -> ValueRange<Value> {
        let (lower, upper) = (members.member(low), members.member(high))
        let range = ValueRange(from: lower.flatMap { read($0, &problems) }, to: upper.flatMap { read($0, &problems) })
        if let upper, range.isEmpty {
            problems.append(upper, .combination, "no value is accepted: `\(high)` is below `\(low)`")
        }
        return range
    }

    /// The same for what is written as text.
    private func range<Value>(
        _ low: String,
        _ high: String,
        _ members: inout DeclarationMembers,
        _ problems: inout FlowProblems,
        of type: InputType,
        _ make: (String) -> Value?
    ) -> ValueRange<Value> {
        range(low, high, &members, &problems) { (value, problems) in
            guard let text = value.text(&problems) else { return nil }
            guard let made = make(text) else {
                problems.append(value, .invalidValue, "expected \(type.expectation), found `\(text.excerpt)`")
                return nil
            }
            return made
        }
    }
}
