public import JSON
import Tenancy

extension Flow {
    /// The flow as the public API shows it: what was declared, under current names.
    public var json: JSONObject {
        var json: JSONObject = ["id": .string(id.description), "namespace": .string(namespace.description)]
        json["revision"] = revision.map { .integer($0) }
        json["description"] = description.map { .string($0) }
        json["labels"] = FlowLabel.listIfAny(labels)
        json["inputs"] = inputs.isEmpty ? nil : .array(inputs.map { .object($0.declaration) })
        json["outputs"] = outputs.isEmpty ? nil : .array(outputs.map { .object($0.declaration) })
        json["variables"] = variables.isEmpty ? nil : .object(variables)
        json["tasks"] = FlowTask.list(tasks)
        json["errors"] = FlowTask.listIfAny(errors)
        json["finally"] = FlowTask.listIfAny(finally)
        json["afterExecution"] = FlowTask.listIfAny(afterExecution)
        json["listeners"] = listeners.isEmpty ? nil : .array(listeners.map { .object($0.json) })
        json["triggers"] = triggers.isEmpty ? nil : .array(triggers.map { .object($0.json) })
        json["concurrency"] = concurrency?.json
        json["quotas"] = quotas.isEmpty ? nil : .array(quotas.map(\.json))
        json["retry"] = retry?.json
        json["sla"] = sla.isEmpty ? nil : .array(sla.map { .object($0.json) })
        json["checks"] = checks.isEmpty ? nil : .array(checks.map(\.json))
        json["policyRefs"] = policyRefs.isEmpty ? nil : Optional(JSON(strings: policyRefs))
        json["workerSelector"] = workerSelector?.json
        json["disabled"] = .bool(isDisabled)
        json["draft"] = .bool(isDraft)
        json["deleted"] = false
        return json
    }
}

extension FlowTask {
    /// The task as the public API shows it: what was declared, under current names.
    public var json: JSONObject {
        var json: JSONObject = ["id": .string(id.description), "type": .string(type)]
        json["version"] = version.map { .string($0) }
        json["description"] = description.map { .string($0) }
        json["when"] = when.map { .string($0) }
        json["disabled"] = isDisabled ? true : nil
        json["timeout"] = timeout?.json
        json["retry"] = retry?.json
        json["allowFailure"] = allowFailure ? true : nil
        json["allowWarning"] = allowWarning ? true : nil
        json["logLevel"] = logLevel.map { .string($0.rawValue) }
        json["logToFile"] = logToFile ? true : nil
        json["workerSelector"] = workerSelector?.json
        json["policyRefs"] = policyRefs.isEmpty ? nil : Optional(JSON(strings: policyRefs))
        json["taskCache"] = taskCache?.json
        json["assets"] = assets
        for (name, value) in properties.members {
            json[name] = value
        }
        append(children, to: &json)
        return json
    }

    private func append(_ lists: [FlowTaskList], to json: inout JSONObject) {
        for list in lists {
            if case .case(let value) = list.role {
                var cases = json["cases"]?.object ?? JSONObject()
                cases[value] = Self.list(list.tasks)
                json["cases"] = .object(cases)
            } else if list.role == .tasks, type == Self.dag {
                json["tasks"] = .array(list.tasks.map { $0.dependentJSON })
            } else {
                json[list.role.description] = Self.list(list.tasks)
            }
        }
    }

    /// The type whose tasks wait for each other.
    static let dag = "io.kestra.plugin.core.flow.Dag"

    private var dependentJSON: JSON {
        var dependent: JSONObject = ["task": .object(json)]
        if !dependsOn.isEmpty { dependent["dependsOn"] = JSON(strings: dependsOn.map(\.description)) }
        return .object(dependent)
    }

    fileprivate static func list(_ tasks: [FlowTask]) -> JSON { .array(tasks.map { .object($0.json) }) }

    fileprivate static func listIfAny(_ tasks: [FlowTask]) -> JSON? { tasks.isEmpty ? nil : Optional(list(tasks)) }
}

extension FlowTrigger {
    /// The trigger as the public API shows it: what was declared, under current names.
    public var json: JSONObject {
        var json: JSONObject = ["id": .string(id.description), "type": .string(type)]
        json["version"] = version.map { .string($0) }
        json["description"] = description.map { .string($0) }
        json["disabled"] = .bool(isDisabled)
        json["when"] = when.map { .string($0) }
        json["conditions"] = conditions.isEmpty ? nil : .array(conditions.map { .object($0.json) })
        json["inputs"] = inputs.isEmpty ? nil : .object(inputs)
        json["labels"] = FlowLabel.listIfAny(labels)
        json["stopAfter"] = stopAfter.isEmpty ? nil : Optional(JSON(strings: stopAfter.map(\.rawValue)))
        json["allowConcurrent"] = allowConcurrent ? true : nil
        json["failOnTriggerError"] = failOnTriggerError ? true : nil
        json["workerSelector"] = workerSelector?.json
        json["logLevel"] = logLevel.map { .string($0.rawValue) }
        json["logToFile"] = logToFile ? true : nil
        json["policyRefs"] = policyRefs.isEmpty ? nil : Optional(JSON(strings: policyRefs))
        json["assets"] = assets
        for (name, value) in properties.members {
            json[name] = value
        }
        return json
    }
}

extension TriggerCondition {
    /// The condition as the public API shows it.
    public var json: JSONObject {
        var json: JSONObject = ["type": .string(type)]
        for (name, value) in properties.members {
            json[name] = value
        }
        guard !conditions.isEmpty else { return json }
        var named = JSONObject()
        for case (let name?, let condition) in conditions {
            named[name] = .object(condition.json)
        }
        json["conditions"] = named.isEmpty ? .array(conditions.map { .object($0.condition.json) }) : .object(named)
        return json
    }
}

extension FlowLabel {
    /// Labels as the public API shows them.
    ///
    /// - Parameter labels: The labels in order.
    /// - Returns: A list of `key` and `value`.
    public static func list(_ labels: [FlowLabel]) -> JSON {
        .array(labels.map { ["key": .string($0.key), "value": .string($0.value)] })
    }

    static func listIfAny(_ labels: [FlowLabel]) -> JSON? { labels.isEmpty ? nil : Optional(list(labels)) }
}
