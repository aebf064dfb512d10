extension PluginGroup {
    /// What the names of all built-in types begin with.
    package static let coreName = "io.kestra.plugin.core"

    /// The groups that are built in, in the order of their names.
    static let core: [PluginGroup] = [
        condition, debug, execution, flow, http, kv, log, namespace, output, runner, state, storage, templating,
        trigger,
    ]

    /// A built-in group.
    static func group(_ name: String, _ title: String, _ summary: String, _ types: [PluginType]) -> PluginGroup {
        PluginGroup("\(coreName).\(name)", title, summary, types)
    }
}

extension PluginType {
    /// A built-in type of tasks.
    ///
    /// The name is within the built-in ones: `log.Log`. Former names are within `io.kestra.plugin`, those that begin with
    /// a dot within `io.kestra.core.tasks`.
    static func task(
        _ name: String,
        kind: TaskKind = .runnable,
        _ title: String,
        _ summary: String = "",
        properties: [Property] = [],
        outputs: [Property] = [],
        formerly former: [String] = [],
        replacedBy replacement: String? = nil,
        example: String = ""
    ) -> PluginType {
        PluginType(
            "\(PluginGroup.coreName).\(name)",
            .task(kind),
            title,
            summary,
            properties: properties,
            outputs: outputs,
            formerly: former.map { $0.hasPrefix(".") ? "io.kestra.core.tasks\($0)" : "io.kestra.plugin.\($0)" },
            replacedBy: replacement.map { $0.isEmpty ? $0 : "\(PluginGroup.coreName).\($0)" },
            example: example
        )
    }

    /// A built-in type of triggers.
    static func trigger(
        _ name: String,
        _ kind: TriggerKind,
        _ title: String,
        _ summary: String = "",
        properties: [Property],
        outputs: [Property] = [],
        formerly former: [String] = [],
        example: String = ""
    ) -> PluginType {
        PluginType(
            "\(PluginGroup.coreName).\(name)",
            .trigger(kind),
            title,
            summary,
            properties: properties,
            outputs: outputs,
            formerly: former,
            example: example
        )
    }

    /// A built-in type of conditions, all of which are of former versions.
    static func condition(
        _ name: String,
        _ title: String,
        properties: [Property],
        formerly former: [String] = []
    ) -> PluginType {
        let inner = "\(PluginGroup.coreName).condition"
        let old = "io.kestra.core.models.conditions.types"
        let names = [name] + former
        let suffixed = names.map { $0.hasSuffix("Condition") ? $0 : "\($0)Condition" }
        let all = Set(names.map { "\(inner).\($0)" } + suffixed.flatMap { ["\(inner).\($0)", "\(old).\($0)"] })
        return PluginType(
            "\(inner).\(name)",
            .condition,
            title,
            "Say it in the `when` of the trigger instead.",
            properties: properties,
            formerly: all.subtracting(["\(inner).\(name)"]).sorted(),
            replacedBy: "when"
        )
    }
}
