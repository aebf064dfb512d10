/// A type of tasks, triggers or conditions, as far as declarations are concerned.
package struct PluginType: Sendable {
    /// What a type is used for.
    package enum Role: Sendable, Equatable {
        /// Tasks.
        case task(TaskKind)
        /// Triggers.
        case trigger(TriggerKind)
        /// Conditions of triggers.
        case condition
        /// Where scripts run.
        case taskRunner
    }

    /// The name, such as `io.kestra.plugin.core.log.Log`.
    package let name: String

    /// What it is used for.
    package let role: Role

    /// What it does, in one line.
    package let title: String

    /// What should be known about it, as Markdown; empty if the title says it all.
    package let summary: String

    /// What it can be given, beyond what all of its role have.
    package let properties: [Property]

    /// What it gives back.
    package let outputs: [Property]

    /// Names of former versions.
    package let formerNames: [String]

    /// What is to be used instead, if the type is one of former versions; empty if nothing is.
    package let replacement: String?

    /// A flow, or a part of one, that shows it in use.
    package let example: String

    /// Positions of properties by all their names.
    private let positions: [String: Int]

    init(
        _ name: String,
        _ role: Role,
        _ title: String,
        _ summary: String = "",
        properties: [Property] = [],
        outputs: [Property] = [],
        formerly formerNames: [String] = [],
        replacedBy replacement: String? = nil,
        example: String = ""
    ) {
        self.name = name
        self.role = role
        self.title = title
        self.summary = summary
        self.properties = properties
        self.outputs = outputs
        self.formerNames = formerNames
        self.replacement = replacement
        self.example = example
        var positions: [String: Int] = [:]
        for (position, property) in properties.enumerated() {
            for name in [property.name] + property.formerNames {
                positions[name] = position
            }
        }
        self.positions = positions
    }

    /// Whether new declarations should use something else.
    package var isDeprecated: Bool { replacement != nil }

    /// The last part of the name: `Log`.
    package var shortName: String { name.split(separator: ".").last.map { String($0) } ?? name }

    /// What is before the last part of the name: `io.kestra.plugin.core.log`.
    package var group: String { String(name.dropLast(shortName.count + 1)) }

    /// The property of a name, also of a former one.
    func property(_ name: String) -> Property? {
        positions[name].map { properties[$0] }
    }
}
