import Expressions
import Flows
import JSON

extension ExecutionEvaluator {
    /// What `Labels`, `SetVariables` and `UnsetVariables` change in their execution.
    func update(_ task: FlowTask, _ question: ExecutionQuestion) async throws -> ExecutionAnswer.Content {
        let (documents, variables, properties) = (documents, question.variables, task.properties)
        return try await run(question) { services in
            func value(_ name: String) throws -> ExpressionValue {
                try documents.evaluate(properties[name] ?? [:], in: variables, services: services)
            }
            switch task.type.split(separator: ".").last {
            case "Labels": return .labels(try ExecutionLabel.list(try value("labels")))
            case "SetVariables":
                let isReplacing = properties["overwrite"]?.bool ?? true
                return try Self.set(try value("variables"), isReplacing: isReplacing, variables.scope)
            default:
                let isLenient = properties["ignoreMissing"]?.bool ?? false
                return try Self.unset(try value("variables"), isLenient: isLenient, variables.scope)
            }
        }
    }

    private static func set(
        _ value: ExpressionValue,
        isReplacing: Bool,
        _ scope: ExecutionScope
    ) throws -> ExecutionAnswer.Content {
        guard let object = try sealed(value, scope).object else {
            throw EvaluationFailure("`variables`: expected a map, found \(value.kind)")
        }
        if !isReplacing, let known = object.keys.first(where: { scope.record.variables[$0] != nil }) {
            throw EvaluationFailure("the variable `\(known.excerpt)` is set already")
        }
        return .variables(set: object, removed: [])
    }

    private static func unset(
        _ value: ExpressionValue,
        isLenient: Bool,
        _ scope: ExecutionScope
    ) throws -> ExecutionAnswer.Content {
        guard let names = value.elements?.compactMap(\.string) else {
            throw EvaluationFailure("`variables`: expected a list of names, found \(value.kind)")
        }
        if !isLenient, let unknown = names.first(where: { scope.record.variables[$0] == nil }) {
            throw EvaluationFailure("there is no variable `\(unknown.excerpt)`")
        }
        return .variables(set: [:], removed: names)
    }
}

extension ExecutionLabel {
    /// Reads labels of a map, a list of keys and values, or either as text; none may be the system's or a secret.
    static func list(_ value: ExpressionValue) throws(EvaluationFailure) -> [ExecutionLabel] {
        guard !value.isTainted else { throw EvaluationFailure("`labels`: a label may not be made of a secret") }
        var json = value.json
        if let text = value.string {
            guard let read = try? JSON(parsing: text) else {
                throw EvaluationFailure("`labels`: expected a map or a list, found text that is no JSON")
            }
            json = read
        }
        let pairs: [(String, JSON)]
        switch json {
        case .object(let object): pairs = object.members.map { ($0.name, $0.value) }
        case .array(let elements): pairs = elements.map { ($0["key"]?.string ?? "", $0["value"] ?? .null) }
        case .null: pairs = []
        default: throw EvaluationFailure("`labels`: expected a map or a list, found \(json.kind)")
        }
        var labels: [ExecutionLabel] = []
        for (key, value) in pairs {
            guard !key.isEmpty, !key.hasPrefix("system.") else {
                throw EvaluationFailure(
                    "`labels`: expected a name without the prefix `system.`, found `\(key.excerpt)`"
                )
            }
            labels.append(ExecutionLabel(key, value.string ?? value.text))
        }
        return labels
    }
}
