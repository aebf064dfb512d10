import JSON
import Tenancy
import YAML

extension FlowDecoder {
    mutating func tasks(_ list: Declaration?) -> [FlowTask] {
        guard let elements = list?.list(&problems) else { return [] }
        return elements.compactMap { task($0) }
    }

    /// A task, `nil` if its identifier or its type is not known.
    mutating func task(_ declared: Declaration) -> FlowTask? {
        guard var members = withDefaults(declared).members(&problems) else { return nil }
        let id = taskID(&members)
        let type = pluginType(&members, "task") { role in
            if case .task = role { true } else { false }
        }
        var task = FlowTask(id: id, type: type, path: declared.path)
        task.writtenType = declared.node["type"]?.text ?? task.type
        readCommon(&task, &members)
        guard let type else {
            _ = members.rest()
            return nil
        }
        let parts = properties(of: type, &members, common: Self.commonTaskProperties)
        task.properties = parts.properties
        task.children = parts.children
        guard id != nil else { return nil }
        check(task, at: declared)
        return task
    }

    static let commonTaskProperties = [
        "id", "type", "version", "description", "when", "disabled", "timeout", "retry", "allowFailure", "allowWarning",
        "logLevel", "logToFile", "workerSelector", "policyRefs", "taskCache", "assets",
    ]

    private mutating func readCommon(_ task: inout FlowTask, _ members: inout DeclarationMembers) {
        task.version = members.text("version", &problems)
        task.description = members.text("description", &problems)
        task.when = template(members.member("when", formerly: "runIf", problems: &problems))
        task.isDisabled = members.bool("disabled", &problems) ?? false
        task.timeout = dynamicDuration(members.member("timeout"))
        task.retry = retry(members.member("retry"))
        task.allowFailure = members.bool("allowFailure", &problems) ?? false
        task.allowWarning = members.bool("allowWarning", &problems) ?? false
        task.logLevel = members.choice("logLevel", of: LogLevel.self, &problems)
        task.logToFile = members.bool("logToFile", &problems) ?? false
        task.workerSelector = workerSelector(&members)
        task.policyRefs = members.texts("policyRefs", &problems) ?? []
        task.taskCache = taskCache(members.member("taskCache"))
        task.assets = assets(members.member("assets"))
    }

    /// The identifier, which no other task of the flow may have.
    private mutating func taskID(_ members: inout DeclarationMembers) -> FlowTask.ID? {
        guard let value = members.required("id", &problems), let text = value.text(&problems) else { return nil }
        guard let id = FlowTask.ID(text) else {
            problems.append(value, .invalidValue, "expected \(FlowTask.ID.form), found `\(text.excerpt)`")
            return nil
        }
        if !taskIDs.insert(text).inserted {
            problems.append(value, .duplicate, "duplicate task id `\(text)`; another task of the flow has it")
        }
        return id
    }

    /// The type of a task, a trigger or a condition.
    mutating func pluginType(
        _ members: inout DeclarationMembers,
        _ noun: String,
        where isAccepted: (PluginType.Role) -> Bool
    ) -> PluginType? {
        guard let value = members.required("type", &problems), let name = value.text(&problems) else { return nil }
        guard let type = registry[name] else {
            let hint = problems.isFull ? "" : registry.hint(name) { isAccepted($0.role) }
            problems.append(value, .unknownType, "unknown type `\(name.excerpt)`\(hint)")
            return nil
        }
        guard isAccepted(type.role) else {
            problems.append(
                value,
                .unknownType,
                "expected a type of \(noun)s, found `\(name)`, a type of \(type.noun)s"
            )
            return nil
        }
        if let replacement = type.replacement {
            let advice = replacement.isEmpty ? "it will not be replaced" : "use `\(replacement)`"
            problems.warn(value, .deprecated, "the type `\(type.name)` is deprecated; \(advice)")
        } else if name != type.name {
            problems.warn(value, .deprecated, "the type `\(name)` is deprecated; use `\(type.name)`")
        }
        return type
    }

    private mutating func dynamicDuration(_ value: Declaration?) -> Dynamic<Duration>? {
        guard let value else { return nil }
        if let text = value.scalar?.text, text.holdsTemplate {
            checkTemplate(value)
            return .template(text)
        }
        return value.duration(&problems).map { .value($0) }
    }

    mutating func assets(_ value: Declaration?) -> JSON? {
        guard let value else { return nil }
        return self.value(of: Property.assets, value)
    }
}

extension PluginType {
    fileprivate var taskKind: TaskKind? {
        if case .task(let kind) = role { kind } else { nil }
    }

    /// What a thing of the type is called.
    var noun: String {
        switch role {
        case .task: "task"
        case .trigger: "trigger"
        case .condition: "condition"
        case .taskRunner: "task runner"
        }
    }
}

extension FlowTask {
    /// A task of which nothing is known but what it is and where.
    fileprivate init(id: ID?, type: PluginType?, path: String) {
        self.init(
            id: id ?? .unnamed,
            type: type?.name ?? "",
            writtenType: "",
            kind: type?.taskKind ?? .runnable,
            isDisabled: false,
            allowFailure: false,
            allowWarning: false,
            logToFile: false,
            policyRefs: [],
            properties: JSONObject(),
            children: [],
            dependsOn: [],
            path: path
        )
    }
}
