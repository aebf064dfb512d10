import JSON
import YAML

extension FlowDecoder {
    /// The labels of a flow, of which few may be the server's.
    mutating func flowLabels(_ value: Declaration?) -> [FlowLabel] {
        let entries = labelEntries(value)
        for (key, declaration, _) in entries where key.hasPrefix(FlowLabel.systemPrefix) {
            guard key != FlowLabel.readOnly else { continue }
            let message =
                "the label `\(key.excerpt)` is reserved: only the server gives labels that begin with `system.`"
            problems.append(declaration, .reserved, message)
        }
        return entries.map { FlowLabel(key: $0.key, value: $0.value) }
    }

    /// The labels of executions, whose values are rendered.
    mutating func labels(_ value: Declaration?) -> [FlowLabel] {
        let entries = labelEntries(value)
        for (_, declaration, _) in entries { checkTemplate(declaration) }
        return entries.map { FlowLabel(key: $0.key, value: $0.value) }
    }

    private typealias LabelEntry = (key: String, declaration: Declaration, value: String)

    private mutating func labelEntries(_ value: Declaration?) -> [LabelEntry] {
        guard let value else { return [] }
        var entries: [LabelEntry] = []
        switch value.node.content {
        case .mapping:
            for (key, declaration) in value.entries(&problems) ?? [] {
                guard let text = declaration.text(&problems) else { continue }
                entries.append((key, declaration, text))
            }
        case .sequence:
            for element in value.list(&problems) ?? [] {
                guard var members = element.members(&problems) else { continue }
                let key = members.required("key", &problems)?.text(&problems)
                let declaration = members.required("value", &problems)
                members.finish(&problems)
                guard let key, let declaration, let text = declaration.text(&problems) else { continue }
                entries.append((key, declaration, text))
            }
        case .scalar:
            value.refuse(expecting: "a mapping, or a list of `key` and `value`", &problems)
        }
        return entries.filter { isLabel($0) }
    }

    private mutating func isLabel(_ entry: LabelEntry) -> Bool {
        guard entry.key.unicodeScalars.count <= 256, FlowLabel.isKey(entry.key) else {
            let form = "a name that begins with a lower-case letter and goes on with letters, digits, `.`, `_` or `-`"
            problems.append(entry.declaration, .invalidValue, "expected \(form), found `\(entry.key.excerpt)`")
            return false
        }
        guard !entry.value.isEmpty else {
            problems.append(entry.declaration, .invalidValue, "expected a value, found empty text")
            return false
        }
        return true
    }
}
