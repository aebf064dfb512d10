import Daemon
import Expressions
import JSON
import Tenancy
import YAML

extension FlowDecoder {
    /// A value of a type, `nil` if it is none.
    ///
    /// Types are finite, so the depth is bounded.
    mutating func value(_ type: PropertyType, _ value: Declaration, isDynamic: Bool) -> JSON? {
        if isDynamic, let text = value.scalar?.text, text.holdsTemplate {
            checkTemplate(value)
            return .string(text)
        }
        switch type {
        case .text, .condition: return value.text(&problems).map { .string($0) }
        case .any: return any(value, isDynamic: isDynamic)
        case .boolean, .integer, .number: return number(type, value, isDynamic: isDynamic)
        case .duration, .dateTime, .date, .time, .timeZone, .cron: return form(type, value)
        case .choice(let names): return choice(names, value)
        case .list(let element, let least): return list(of: element, atLeast: least, value, isDynamic: isDynamic)
        case .map(let element): return map(of: element, value, isDynamic: isDynamic)
        case .object(let properties): return object(of: properties, value)
        case .either(let types): return either(types, value, isDynamic: isDynamic)
        case .labels: return labelValues(value, isDynamic: isDynamic)
        case .files: return map(of: .text, value, isDynamic: isDynamic)
        case .inputs: return inputValues(value)
        case .tasks, .cases, .dependentTasks, .conditions, .namedConditions: return value.json(&problems)
        }
    }

    private mutating func any(_ value: Declaration, isDynamic: Bool) -> JSON? {
        if isDynamic { checkTemplates(in: value) }
        return value.json(&problems)
    }

    /// Booleans and numbers, of which dynamic ones may be text: a template would render to text as well.
    private mutating func number(_ type: PropertyType, _ value: Declaration, isDynamic: Bool) -> JSON? {
        var value = value
        if isDynamic, let scalar = value.scalar, !scalar.isPlain {
            let node = YAMLNode(content: .scalar(YAMLScalar(text: scalar.text, style: .plain)), mark: value.mark)
            value = Declaration(node, path: value.path)
        }
        switch type {
        case .boolean: return value.bool(&problems).map { .bool($0) }
        case .integer(let range): return value.integer(in: range, &problems).map { .integer($0) }
        default: return value.number(&problems).map { .number($0) }
        }
    }

    /// Text of a form, as it was written.
    private mutating func form(_ type: PropertyType, _ value: Declaration) -> JSON? {
        guard value.scalar != nil, let text = value.text(&problems) else {
            if value.scalar == nil { value.refuse(expecting: type.expectation, &problems) }
            return nil
        }
        do throws(FlowValueError) {
            try type.check(text)
            return .string(text)
        } catch {
            problems.append(value, .invalidValue, "\(error.description), found \(value.kind)")
            return nil
        }
    }

    private mutating func choice(_ names: [String], _ value: Declaration) -> JSON? {
        guard let text = value.text(&problems) else { return nil }
        guard names.contains(text) else {
            value.refuse(text, among: names, &problems)
            return nil
        }
        return .string(text)
    }

    private mutating func list(
        of type: PropertyType,
        atLeast least: Int,
        _ value: Declaration,
        isDynamic: Bool
    ) -> JSON? {
        guard let elements = value.list(&problems) else { return nil }
        guard elements.count >= least else {
            problems.append(value, .invalidValue, "expected at least \(least) elements, found \(elements.count)")
            return nil
        }
        return .array(elements.compactMap { self.value(type, $0, isDynamic: isDynamic) })
    }

    private mutating func map(of type: PropertyType, _ value: Declaration, isDynamic: Bool) -> JSON? {
        guard let entries = value.entries(&problems) else { return nil }
        var object = JSONObject()
        for (name, element) in entries {
            if element.isNull {
                _ = object.append(name, .null)
            } else if let json = self.value(type, element, isDynamic: isDynamic) {
                _ = object.append(name, json)
            }
        }
        return .object(object)
    }

    private mutating func object(of properties: [Property], _ value: Declaration) -> JSON? {
        guard var members = value.members(&problems) else { return nil }
        var object = JSONObject()
        for property in properties {
            guard let member = members.member(property.name, formerly: property.formerNames, problems: &problems) else {
                if property.isRequired { members.missing(property.name, &problems) }
                continue
            }
            if let json = self.value(of: property, member) { _ = object.append(property.name, json) }
        }
        members.finish(&problems)
        return .object(object)
    }

    /// A value of the first of the types that has its shape.
    private mutating func either(_ types: [PropertyType], _ value: Declaration, isDynamic: Bool) -> JSON? {
        guard let type = types.first(where: { $0.hasShape(of: value.node) }) else {
            value.refuse(expecting: PropertyType.either(types).expectation, &problems)
            return nil
        }
        return self.value(type, value, isDynamic: isDynamic)
    }

    /// Labels of executions, of which names may be templates as well.
    private mutating func labelValues(_ value: Declaration, isDynamic: Bool) -> JSON? {
        switch value.node.content {
        case .mapping: return map(of: .text, value, isDynamic: isDynamic)
        case .sequence:
            let entry: [Property] = [
                .dynamic("key", .text, "The name of the label.", required: true),
                .dynamic("value", .text, "The value of the label.", required: true),
            ]
            return list(of: .object(entry), atLeast: 0, value, isDynamic: isDynamic)
        case .scalar:
            value.refuse(expecting: "a mapping, or a list of `key` and `value`", &problems)
            return nil
        }
    }
}

extension PropertyType {
    /// Whether a value may be of the type, going by whether it is a scalar, a list or a mapping.
    fileprivate func hasShape(of node: YAMLNode) -> Bool {
        switch (self, node.content) {
        case (.any, _): true
        case (.either(let types), _): types.contains { $0.hasShape(of: node) }
        case (.list, .sequence), (.tasks, .sequence), (.dependentTasks, .sequence), (.inputs, .sequence),
            (.conditions, .sequence), (.labels, .sequence), (.labels, .mapping), (.map, .mapping), (.object, .mapping),
            (.files, .mapping), (.cases, .mapping), (.namedConditions, .mapping):
            true
        case (.list, _), (.tasks, _), (.dependentTasks, _), (.inputs, _), (.conditions, _), (.labels, _), (.map, _),
            (.object, _), (.files, _), (.cases, _), (.namedConditions, _):
            false
        case (_, .scalar): true
        default: false
        }
    }

    /// Holds text to a form.
    fileprivate func check(_ text: String) throws(FlowValueError) {
        switch self {
        case .duration: _ = try FlowDuration(parsing: text)
        case .dateTime where Instant(text) == nil: throw FlowValueError("expected \(expectation)")
        case .date where LocalDate(text) == nil: throw FlowValueError("expected \(expectation)")
        case .time where LocalTime(text) == nil: throw FlowValueError("expected \(expectation)")
        case .timeZone:
            do throws(ExpressionError) {
                try TimeZoneName.check(text)
            } catch {
                throw FlowValueError("expected a time zone, such as `Europe/Paris`, `UTC` or `+02:00`")
            }
        case .cron: _ = try CronExpression(parsing: text)
        default: break
        }
    }
}
