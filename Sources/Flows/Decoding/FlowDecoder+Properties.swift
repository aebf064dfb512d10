import JSON
import Tenancy
import YAML

extension FlowDecoder {
    /// What a type's properties hold.
    struct Parts {
        var properties = JSONObject()
        var children: [FlowTaskList] = []
        var conditions: [(name: String?, condition: TriggerCondition)] = []
    }

    /// Reads the members that nothing else has asked for as the properties of a type.
    mutating func properties(
        of type: PluginType,
        _ members: inout DeclarationMembers,
        common: [String]
    ) -> Parts {
        var parts = Parts()
        var seen: Set<String> = []
        for (name, key, value) in members.rest() {
            guard let property = type.property(name) else {
                let names = type.properties.map(\.name) + common
                let hint = problems.isFull ? "" : NearestName.hint(name, among: names)
                let place = members.declaration.member(name, key)
                problems.append(place, .unknownProperty, "unknown property `\(name.excerpt)` of `\(type.name)`\(hint)")
                continue
            }
            guard !value.isNull else { continue }
            warn(of: property, as: name, value)
            if !seen.insert(property.name).inserted {
                problems.append(value, .combination, "`\(property.name)` is there under two of its names")
            }
            read(property, value, into: &parts)
        }
        for property in type.properties where property.isRequired && !seen.contains(property.name) {
            members.missing(property.name, &problems)
        }
        return parts
    }

    private mutating func warn(of property: Property, as name: String, _ value: Declaration) {
        if let replacement = property.replacement {
            let advice = replacement.isEmpty ? "it will not be replaced" : "use `\(replacement)`"
            problems.warn(value, .deprecated, "`\(property.name)` is deprecated; \(advice)")
        } else if name != property.name {
            problems.warn(value, .deprecated, "`\(name)` is deprecated; use `\(property.name)`")
        }
    }

    private mutating func read(_ property: Property, _ value: Declaration, into parts: inout Parts) {
        switch property.type {
        case .tasks(let role):
            append(tasks(value), as: role, to: &parts)
        case .cases:
            for (name, list) in value.entries(&problems) ?? [] where !list.isNull {
                append(tasks(list), as: .case(name), to: &parts)
            }
        case .dependentTasks:
            append(dependentTasks(value), as: .tasks, to: &parts)
        case .conditions:
            parts.conditions = conditions(value).map { (nil, $0) }
        case .namedConditions:
            parts.conditions = namedConditions(value)
        default:
            guard let json = self.value(of: property, value) else { return }
            _ = parts.properties.append(property.name, json)
        }
    }

    private func append(_ tasks: [FlowTask], as role: FlowTaskList.Role, to parts: inout Parts) {
        guard !tasks.isEmpty else { return }
        parts.children.append(FlowTaskList(role: role, tasks: tasks))
    }

    /// Tasks of a `Dag`, each with those it waits for.
    private mutating func dependentTasks(_ list: Declaration) -> [FlowTask] {
        guard let elements = list.list(&problems) else { return [] }
        return elements.compactMap { element in
            guard var members = element.members(&problems) else { return nil }
            let declared = members.required("task", &problems)
            let names = members.member("dependsOn")
            members.finish(&problems)
            guard let declared, var task = task(declared) else { return nil }
            for name in names?.texts(&problems) ?? [] {
                guard let id = FlowTask.ID(name) else {
                    let message = "expected the id of a task, found `\(name.excerpt)`"
                    problems.append(names ?? element, .invalidValue, message)
                    continue
                }
                task.dependsOn.append(id)
            }
            return task
        }
    }

    /// The value of a property, `nil` if it is none.
    mutating func value(of property: Property, _ value: Declaration) -> JSON? {
        self.value(property.type, value, isDynamic: property.isDynamic)
    }
}
