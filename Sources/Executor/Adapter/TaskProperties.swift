import Flows
public import JSON

/// The properties of a task as the executor reads them: literals where there is nothing to evaluate.
struct TaskProperties {
    private let task: String
    private let path: String
    private let properties: JSONObject

    init(_ task: FlowTask) {
        (self.task, path, properties) = (task.id.description, "", task.properties)
    }

    private init(_ task: String, _ path: String, _ properties: JSONObject) {
        (self.task, self.path, self.properties) = (task, path, properties)
    }

    subscript(name: String) -> JSON? { properties[name] }

    /// The properties within a property.
    func part(_ name: String) -> TaskProperties? {
        properties[name]?.object.map { TaskProperties(task, path + name + ".", $0) }
    }

    func bool(_ name: String) -> Bool? { properties[name]?.bool }

    /// A whole number that is written out.
    func integer(_ name: String) throws(PlanError) -> Int64? {
        guard let value = properties[name], !value.isNull else { return nil }
        guard let integer = value.integer ?? value.string.flatMap({ Int64($0) }) else {
            throw .property(task: task, property: path + name, expected: "a whole number")
        }
        return integer
    }

    /// A whole number, or an expression of one.
    func number(_ name: String) -> Declared<Int64>? {
        if let integer = properties[name]?.integer { return .literal(integer) }
        guard let text = properties[name]?.string else { return nil }
        return Int64(text).map { .literal($0) } ?? .expression(text)
    }

    /// A duration, or an expression of one.
    func duration(_ name: String) throws(PlanError) -> Declared<Int64>? {
        guard let value = properties[name], !value.isNull else { return nil }
        guard let text = value.string else {
            throw .property(task: task, property: path + name, expected: "a duration")
        }
        if text.isTemplate { return .expression(text) }
        guard let duration = FlowDuration(text) else {
            throw .property(task: task, property: path + name, expected: "a duration of ISO 8601")
        }
        return .literal(duration.duration.milliseconds)
    }

    /// Text, or an expression of it.
    func text(_ name: String) -> Declared<String>? {
        guard let value = properties[name], !value.isNull else { return nil }
        guard let text = value.string else { return .literal(value.text) }
        return text.isTemplate ? .expression(text) : .literal(text)
    }

    /// Whether something holds: all but nothing, `false`, zero and empty text does.
    func condition(_ value: JSON?) -> Declared<Bool> {
        switch value {
        case nil, .null?: return .literal(false)
        case .bool(let bool)?: return .literal(bool)
        case .integer(let number)?: return .literal(number != 0)
        case .number(let number)?: return .literal(number != 0)
        case .string(let text)?:
            if text.isTemplate { return .expression(text) }
            let trimmed = String(text.unicodeScalars.filter { !$0.properties.isWhitespace })
            return .literal(!["", "false", "0", "-0"].contains(trimmed))
        case .array?, .object?: return .literal(true)
        }
    }

    /// A list of values, or an expression of it.
    func values(_ name: String) throws(PlanError) -> Declared<[IterationValue]> {
        guard let value = properties[name] else {
            throw .property(task: task, property: path + name, expected: "a list of values")
        }
        if let text = value.string {
            if text.isTemplate { return .expression(text) }
            guard let json = try? JSON(parsing: text), let values = IterationValue.list(json) else {
                // The address of a file of values is read when its turn has come.
                return .expression(text)
            }
            return .literal(values)
        }
        if value.text.isTemplate { return .document(value.text) }
        guard let values = IterationValue.list(value) else {
            throw .property(task: task, property: path + name, expected: "a list of values")
        }
        return .literal(values)
    }
}

extension IterationValue {
    /// The values of a list or a map, `nil` of anything else.
    ///
    /// - Parameter json: The list or map.
    /// - Returns: The elements as text, which is JSON for those that are no text; those of a map with their keys.
    public static func list(_ json: JSON) -> [IterationValue]? {
        switch json {
        case .array(let elements): elements.map { IterationValue($0.string ?? $0.text) }
        case .object(let object): object.members.map { IterationValue($0.value.string ?? $0.value.text, key: $0.name) }
        default: nil
        }
    }
}

extension String {
    /// Whether there is something to evaluate in the text.
    var isTemplate: Bool {
        let bytes = utf8.span
        for index in bytes.indices.dropLast() where bytes[index] == UInt8(ascii: "{") {
            let next = bytes[index + 1]
            if next == UInt8(ascii: "{") || next == UInt8(ascii: "%") || next == UInt8(ascii: "#") { return true }
        }
        return false
    }
}
