import Expressions
import Flows
import JSON
import WorkerProtocol

/// What the names in an expression stand for; what is large is read when it is asked for.
struct ExecutionVariables: ExpressionContext {
    let scope: ExecutionScope
    /// The names whose values are at hand.
    let small: ExpressionMap

    var names: [String] {
        let large =
            scope.record.trigger.isNull ? ["inputs", "outputs", "vars"] : ["inputs", "outputs", "trigger", "vars"]
        return (small.members.map(\.name) + large).sorted()
    }

    func value(of name: String) throws(ExpressionError) -> ExpressionValue? {
        guard let names = members(of: name) else { return small[name] }
        var values: [ExpressionMap.Member] = []
        values.reserveCapacity(names.count)
        for member in names {
            if let json = json(of: name, member: member) {
                values.append((member, try SealedDocument.value(json, scope.cipher)))
            }
        }
        return .map(values)
    }

    func value(of name: String, member: String) throws(ExpressionError) -> ExpressionValue? {
        guard members(of: name) != nil else { return small[name]?.member(member) }
        guard let json = json(of: name, member: member) else { return nil }
        return try SealedDocument.value(json, scope.cipher)
    }

    /// The members of a large name, `nil` for another name.
    private func members(of name: String) -> [String]? {
        switch name {
        case "inputs": scope.record.inputs.keys
        case "vars": scope.record.variables.keys
        case "outputs": scope.outputs.tasks
        case "trigger": triggerVariables?.keys
        default: nil
        }
    }

    private func json(of name: String, member: String) -> JSON? {
        switch name {
        case "inputs": scope.record.inputs[member]
        case "vars": scope.record.variables[member]
        case "outputs": scope.outputs.outputs(ofTask: member)
        case "trigger": triggerVariables?[member]
        default: nil
        }
    }

    /// What a trigger gives to expressions: its variables, with its type and identifier.
    private var triggerVariables: JSONObject? {
        guard let trigger = scope.record.trigger.object else { return nil }
        var variables = trigger["variables"]?.object ?? [:]
        for name in ["id", "type"] where variables[name] == nil {
            if let value = trigger[name] { variables[name] = value }
        }
        return variables
    }

    /// The names as they are handed to a worker.
    ///
    /// - Parameter used: Which of the large names are used.
    /// - Returns: The values, and where in them are secrets.
    /// - Throws: `ExpressionError` if a secret cannot be opened.
    func jobVariables(naming used: NamedValues) throws(ExpressionError) -> JobVariables {
        var variables = JobVariables(small)
        for name in ["inputs", "outputs", "trigger", "vars"] {
            guard let all = members(of: name) else { continue }
            let chosen: [String] =
                switch used[name] {
                case .whole: all
                case .members(let wanted): all.filter(wanted.contains)
                case nil: []
                }
            var values = JSONObject()
            for member in chosen {
                guard let json = json(of: name, member: member) else { continue }
                values[member] = try SealedDocument.opened(
                    json,
                    at: [name, member],
                    scope.cipher,
                    &variables.secretPaths
                )
            }
            variables.json[name] = .object(values)
        }
        return variables
    }
}
