import JSON
import YAML

extension FlowDecoder {
    mutating func triggers(_ list: Declaration?) -> [FlowTrigger] {
        guard let elements = list?.list(&problems) else { return [] }
        return elements.compactMap { trigger($0) }
    }

    static let commonTriggerProperties = [
        "id", "type", "version", "description", "disabled", "when", "conditions", "inputs", "labels", "stopAfter",
        "allowConcurrent", "failOnTriggerError", "workerSelector", "logLevel", "logToFile", "policyRefs", "assets",
    ]

    /// A trigger, `nil` if its identifier or its type is not known.
    mutating func trigger(_ declared: Declaration) -> FlowTrigger? {
        guard var members = withDefaults(declared).members(&problems) else { return nil }
        let id = triggerID(&members)
        var kind = TriggerKind.polling
        let type = pluginType(&members, "trigger") { role in
            guard case .trigger(let found) = role else { return false }
            kind = found
            return true
        }
        let common = commonTriggerParts(&members)
        guard let type else {
            _ = members.rest()
            return nil
        }
        let parts = properties(of: type, &members, common: Self.commonTriggerProperties)
        guard let id else { return nil }
        let trigger = FlowTrigger(
            id: id,
            type: type.name,
            kind: kind,
            version: common.version,
            description: common.description,
            isDisabled: common.isDisabled,
            when: common.when,
            conditions: common.conditions + parts.conditions.map(\.condition),
            inputs: common.inputs,
            labels: common.labels,
            stopAfter: common.stopAfter,
            allowConcurrent: common.allowConcurrent,
            failOnTriggerError: common.failOnTriggerError,
            workerSelector: common.workerSelector,
            logLevel: common.logLevel,
            logToFile: common.logToFile,
            policyRefs: common.policyRefs,
            assets: common.assets,
            properties: parts.properties,
            path: declared.path
        )
        checkSchedule(trigger, at: declared)
        return trigger
    }

    private mutating func triggerID(_ members: inout DeclarationMembers) -> FlowTrigger.ID? {
        guard let value = members.required("id", &problems), let text = value.text(&problems) else { return nil }
        guard let id = FlowTrigger.ID(text) else {
            problems.append(value, .invalidValue, "expected \(FlowTrigger.ID.form), found `\(text.excerpt)`")
            return nil
        }
        if !triggerIDs.insert(text).inserted {
            problems.append(value, .duplicate, "duplicate trigger id `\(text)`; another trigger of the flow has it")
        }
        return id
    }

    /// The seconds of a cron expression are there only if they are asked for.
    private mutating func checkSchedule(_ trigger: FlowTrigger, at declared: Declaration) {
        guard trigger.type == "io.kestra.plugin.core.trigger.Schedule", let cron = trigger.properties["cron"]?.string
        else { return }
        let withSeconds = trigger.properties["withSeconds"]?.bool ?? false
        do throws(FlowValueError) {
            _ = try CronExpression(parsing: cron, withSeconds: withSeconds)
        } catch {
            let value = declared.node["cron"] ?? declared.node
            problems.append(declared.member("cron", value), .invalidValue, error.description)
        }
    }
}

extension FlowDecoder {
    private struct CommonTriggerParts {
        var version: String?
        var description: String?
        var isDisabled = false
        var when: String?
        var conditions: [TriggerCondition] = []
        var inputs = JSONObject()
        var labels: [FlowLabel] = []
        var stopAfter: [ExecutionStateName] = []
        var allowConcurrent = false
        var failOnTriggerError = false
        var workerSelector: WorkerSelector?
        var logLevel: LogLevel?
        var logToFile = false
        var policyRefs: [String] = []
        var assets: JSON?
    }

    private mutating func commonTriggerParts(_ members: inout DeclarationMembers) -> CommonTriggerParts {
        var parts = CommonTriggerParts()
        parts.version = members.text("version", &problems)
        parts.description = members.text("description", &problems)
        parts.isDisabled = members.bool("disabled", &problems) ?? false
        parts.when = template(members.member("when"))
        if let value = members.member("conditions") {
            problems.warn(value, .deprecated, "`conditions` is deprecated; use `when`")
            parts.conditions = conditions(value)
        }
        parts.inputs = templates(in: members.member("inputs"))
        parts.labels = labels(members.member("labels"))
        parts.stopAfter = states(members.member("stopAfter"))
        parts.allowConcurrent = members.bool("allowConcurrent", &problems) ?? false
        parts.failOnTriggerError = members.bool("failOnTriggerError", &problems) ?? false
        parts.workerSelector = workerSelector(&members)
        parts.logLevel = members.choice("logLevel", of: LogLevel.self, &problems)
        parts.logToFile = members.bool("logToFile", &problems) ?? false
        parts.policyRefs = members.texts("policyRefs", &problems) ?? []
        parts.assets = assets(members.member("assets"))
        return parts
    }

    private mutating func states(_ value: Declaration?) -> [ExecutionStateName] {
        guard let elements = value?.list(&problems) else { return [] }
        return elements.compactMap { $0.choice(of: ExecutionStateName.self, &problems) }
    }
}

extension FlowDecoder {
    /// Conditions in the manner of old versions.
    mutating func conditions(_ list: Declaration?) -> [TriggerCondition] {
        guard let elements = list?.list(&problems) else { return [] }
        return elements.compactMap { condition($0) }
    }

    /// A condition; how deep conditions nest is bounded by how deep documents do.
    private mutating func condition(_ declared: Declaration) -> TriggerCondition? {
        guard var members = declared.members(&problems) else { return nil }
        let type = pluginType(&members, "condition") { $0 == .condition }
        guard let type else {
            _ = members.rest()
            return nil
        }
        let parts = properties(of: type, &members, common: ["type"])
        return TriggerCondition(
            id: parts.properties["id"]?.string,
            type: type.name,
            properties: parts.properties,
            conditions: parts.conditions
        )
    }

    /// Conditions by name.
    mutating func namedConditions(_ value: Declaration) -> [(name: String?, condition: TriggerCondition)] {
        let entries = value.entries(&problems) ?? []
        return entries.compactMap { entry in
            condition(entry.value).map { (entry.name, $0) }
        }
    }
}
