import JSON

/// The reference of the flow language in Markdown, made of what the reader knows.
package struct FlowReference: Sendable {
    private let registry: PluginRegistry

    /// Makes a reference.
    ///
    /// - Parameter registry: The types to describe.
    package init(_ registry: PluginRegistry = .core) {
        self.registry = registry
    }

    /// All of it, as a page.
    package var page: String {
        var text = Self.opening
        text += section("Flow", Property.ofFlows) + section("Retry", Property.retry)
        text += section("Concurrency", Property.concurrency) + section("Quotas", Property.quota)
        text += section("Service levels", Property.serviceLevel) + section("Checks", Property.check)
        text += section("Worker selector", Property.selector)
        text += inputs
        text += section("Tasks", Property.ofTasks) + section("Triggers", Property.ofTriggers)
        for group in registry.groups {
            text += "## \(group.title)\n\n\(group.summary) Their names begin with `\(group.name)`.\n\n"
            for type in group.types {
                text += "### \(type.shortName)\n\n" + description(of: type) + "\n"
            }
        }
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }

    /// What is known about one type.
    ///
    /// - Parameter type: The type.
    /// - Returns: Markdown that ends with a line feed.
    package func description(of type: PluginType) -> String {
        var text = "`\(type.name)`\n\n\(type.title)"
        if !type.summary.isEmpty { text += " \(type.summary)" }
        text += "\n\n"
        if let replacement = type.replacement {
            text += "*Of former versions" + (replacement.isEmpty ? "" : "; use `\(replacement)`") + ".*\n\n"
        }
        if !type.formerNames.isEmpty {
            text += "Former names: " + type.formerNames.map { "`\($0)`" }.joined(separator: ", ") + ".\n\n"
        }
        text += table(type.properties)
        if !type.outputs.isEmpty { text += "Gives back:\n\n" + outputs(type.outputs) }
        if !type.example.isEmpty { text += "```yaml\n\(type.example)\n```\n" }
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }

    /// What is known about a type of inputs.
    ///
    /// - Parameter type: The type, such as `STRING`.
    /// - Returns: Markdown that ends with a line feed.
    package func description(ofInput type: String) -> String {
        var text = "`\(type)`\n\n" + table(InputSchemas.common + InputSchemas.properties(of: type))
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }

    private static let opening = """
        # The flow language

        A flow is one document of YAML in UTF-8. Keys are unique, anchors and aliases are bounded. `make docs` renews this
        page with `reeve config flow-reference`.

        A property marked `{{ }}` is rendered when it is needed: its text may be a template, whose value must then be of the
        property's type. Any other property is taken as it was written. Text may be written as a number or a boolean.
        Durations are those of ISO 8601, such as `PT5M30S` or `P1D`.


        """

    private var inputs: String {
        var text = section("Inputs", InputSchemas.common)
        for type in InputSchemas.types {
            let properties = InputSchemas.properties(of: type)
            text +=
                "### \(type)\n\n" + (properties.isEmpty ? "It has no properties of its own.\n\n" : table(properties))
        }
        return text
    }

    private func section(_ title: String, _ properties: [Property]) -> String {
        "## \(title)\n\n" + table(properties)
    }

    // MARK: - Tables

    private func table(_ properties: [Property]) -> String {
        guard !properties.isEmpty else { return "" }
        var text = "| Property | Type | Default | What it is for |\n|---|---|---|---|\n"
        for property in properties {
            text += rows(property, under: "")
        }
        return text + "\n"
    }

    /// The row of a property, and those of what it holds.
    private func rows(_ property: Property, under parent: String) -> String {
        let name = parent + property.name
        var marks = property.isRequired ? ", required" : ""
        if property.isDynamic { marks += ", `{{ }}`" }
        var summary = property.summary
        if let replacement = property.replacement {
            summary += " *Of former versions" + (replacement.isEmpty ? "" : "; use `\(replacement)`") + ".*"
        }
        if !property.formerNames.isEmpty {
            summary += " Formerly " + property.formerNames.map { "`\($0)`" }.joined(separator: ", ") + "."
        }
        let value = property.defaultValue.map { "`\($0.string ?? $0.text)`" } ?? ""
        var text = "| `\(name)` | \(property.type.phrase)\(marks) | \(cell(value)) | \(cell(summary)) |\n"
        for inner in property.type.members {
            text += rows(inner, under: name + property.type.path)
        }
        return text
    }

    private func outputs(_ properties: [Property]) -> String {
        var text = "| Output | Type | What it is |\n|---|---|---|\n"
        for property in properties {
            text += "| `\(property.name)` | \(property.type.phrase) | \(cell(property.summary)) |\n"
        }
        return text + "\n"
    }

    private func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

extension PropertyType {
    /// What the property holds, in a few words.
    fileprivate var phrase: String {
        switch self {
        case .text: return "text"
        case .condition: return "condition"
        case .boolean: return "boolean"
        case .integer: return "whole number"
        case .number: return "number"
        case .duration: return "duration"
        case .dateTime: return "date and time"
        case .date: return "date"
        case .time: return "time of day"
        case .timeZone: return "time zone"
        case .cron: return "cron expression"
        case .choice(let names): return names.map { "`\($0)`" }.joined(separator: ", ")
        case .list(let element, _): return "list of " + element.phrase
        case .map(let element): return "mapping to " + element.phrase
        case .object: return "mapping"
        case .either(let types): return types.map(\.phrase).joined(separator: " or ")
        case .any: return "any"
        case .labels: return "labels"
        case .files: return "files"
        case .tasks: return "tasks"
        case .cases: return "tasks by value"
        case .dependentTasks: return "tasks with `dependsOn`"
        case .inputs: return "inputs"
        case .conditions: return "conditions"
        case .namedConditions: return "conditions by name"
        }
    }

    /// The properties of a mapping, or of the mappings in a list.
    fileprivate var members: [Property] {
        switch self {
        case .object(let properties): properties
        case .list(let element, _): element.members
        default: []
        }
    }

    /// What leads to them.
    fileprivate var path: String {
        if case .list = self { "[]." } else { "." }
    }
}
