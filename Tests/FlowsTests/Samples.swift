import JSON

@testable import Flows

/// Values of properties, right and wrong ones.
enum Samples {
    /// A value that the property accepts.
    static func right(_ type: PropertyType) -> JSON {
        switch type {
        case .text, .any: return "text"
        case .condition: return true
        case .boolean: return true
        case .integer(let range): return .integer(max(range.lowerBound, min(range.upperBound, 1)))
        case .number: return 1.5
        case .duration: return "PT1S"
        case .dateTime: return "2030-01-01T00:00:00Z"
        case .date: return "2030-01-01"
        case .time: return "10:00:00"
        case .timeZone: return "Europe/Paris"
        case .cron: return "0 0 * * *"
        case .choice(let names): return .string(names[0])
        case .list(let element, _): return [right(element)]
        case .map(let element): return ["name": right(element)]
        case .object(let properties): return .object(object(properties))
        case .either(let types): return right(types[0])
        case .labels, .files: return ["name": "text"]
        case .tasks: return [task()]
        case .cases: return ["value": [task()]]
        case .dependentTasks: return [["task": task()]]
        case .inputs: return [["id": "asked", "type": "STRING"]]
        case .conditions: return [condition]
        case .namedConditions: return ["name": condition]
        }
    }

    private static let condition: JSON = ["type": "io.kestra.plugin.core.condition.Weekend"]

    private static func task() -> JSON { ["id": "child", "type": "io.kestra.plugin.core.debug.Return"] }

    /// The members that must be there.
    static func object(_ properties: [Property]) -> JSONObject {
        JSONObject(properties.filter(\.isRequired).map { ($0.name, right($0.type)) })
    }

    /// Values that the property refuses.
    static func wrong(_ type: PropertyType) -> [JSON] {
        let (text, list, mapping): (JSON, JSON, JSON) = ("no such value", [[1]], ["no such member": ["no": 1]])
        switch type {
        case .any: return []
        case .text, .condition: return [list, mapping]
        case .boolean, .number: return [text, list, mapping]
        case .integer: return [text, list, mapping, 1.5, true]
        case .duration, .dateTime, .date, .time, .timeZone, .cron, .choice: return [text, 17, list, mapping]
        case .list(let element, let least):
            let inner = wrong(element).map { JSON.array([$0]) }
            return [text, 1, true, mapping] + inner + (least > 0 ? [[]] : [])
        case .map(let element): return [text, 1, true, list] + wrong(element).map { ["name": $0] }
        case .object(let properties): return [text, 1, true, list, mapping] + wrong(properties)
        case .either(let types):
            return [text, list, mapping, true].filter { value in types.allSatisfy { refuses($0, value) } }
        case .labels, .files: return [text, 1, ["name": [1]]]
        case .tasks, .dependentTasks, .inputs, .conditions: return [text, 1, true, mapping, list, [text]]
        case .cases, .namedConditions: return [text, 1, true, list, ["name": 1]]
        }
    }

    /// Objects of which one member is wrong.
    static func wrong(_ properties: [Property]) -> [JSON] {
        properties.flatMap { property in
            wrong(property.type).map { value in
                var object = object(properties)
                object[property.name] = value
                return .object(object)
            }
        }
    }

    private static func refuses(_ type: PropertyType, _ value: JSON) -> Bool {
        wrong(type).contains(value)
    }
}
