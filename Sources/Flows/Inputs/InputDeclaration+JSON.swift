import Daemon
import Expressions
public import JSON

extension InputDeclaration {
    /// The declaration as the API shows it.
    public var json: JSON { .object(declaration) }

    /// The same as an object, former names replaced.
    public var declaration: JSONObject {
        var object: JSONObject = ["id": .string(id), "type": .string(type.rawValue), "required": .bool(isRequired)]
        object["displayName"] = displayName.map { .string($0) }
        object["description"] = description.map { .string($0) }
        object["defaults"] = defaults
        object["prefill"] = prefill
        if let dependsOn {
            object["dependsOn"] = ["inputs": JSON(strings: dependsOn.inputs), "condition": JSON(dependsOn.condition)]
        }
        for (name, value) in constraint.members {
            object[name] = value
        }
        return object
    }
}

extension InputConstraint {
    fileprivate var members: [(String, JSON)] {
        switch self {
        case .none: []
        case .pattern(let pattern): [("validator", .string(pattern.source))]
        case .integers(let range): range.members("min", "max") { .integer($0) }
        case .numbers(let range): range.members("min", "max") { .number($0) }
        case .instants(let range): range.members("after", "before") { .string($0.description) }
        case .dates(let range): range.members("after", "before") { .string($0.description) }
        case .times(let range): range.members("after", "before") { .string($0.description) }
        case .durations(let range): range.members("min", "max") { .string($0.description) }
        case .choices(let choices): choices.members
        case .extensions(let list): [("allowedFileExtensions", JSON(strings: list))]
        case .schema(let schema): [("jsonSchema", schema.source)]
        case .elements(let type): [("itemType", .string(type.rawValue))]
        case .inputs(let inputs): [("inputs", .array(inputs.map(\.json)))]
        case .reusable(let id, let namespace):
            [("ref", .string(id))] + (namespace.map { [("namespace", .string($0))] } ?? [])
        }
    }
}

extension ValueRange {
    fileprivate func members(_ low: String, _ high: String, _ json: (Value) -> JSON) -> [(String, JSON)] {
        (lower.map { [(low, json($0))] } ?? []) + (upper.map { [(high, json($0))] } ?? [])
    }
}

extension InputChoices {
    fileprivate var members: [(String, JSON)] {
        var members: [(String, JSON)] = []
        if let values { members.append(("values", .array(values.map(\.json)))) }
        if let expression { members.append(("expression", .string(expression))) }
        if allowsCustomValue { members.append(("allowCustomValue", true)) }
        if selectsFirst { members.append(("autoSelectFirst", true)) }
        if isRadio { members.append(("isRadio", true)) }
        if itemType != .string { members.append(("itemType", .string(itemType.rawValue))) }
        return members
    }
}

extension InputChoices.Choice {
    fileprivate var json: JSON {
        guard let label else { return .string(value) }
        return ["label": .string(label), "value": .string(value)]
    }
}
