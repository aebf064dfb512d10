import JSON
import YAML

extension FlowDecoder {
    mutating func inputs(_ value: Declaration?) -> [FlowInput] {
        guard let elements = value?.list(&problems) else { return [] }
        var ids: Set<String> = []
        return elements.compactMap { element in
            guard var members = element.members(&problems) else { return nil }
            let value = members.member("id", formerly: "name", problems: &problems)
            guard let value, let id = value.text(&problems), let json = element.json(&problems)?.object else {
                if value == nil { members.missing("id", &problems) }
                return nil
            }
            if !ids.insert(id).inserted { problems.append(value, .duplicate, "duplicate input id `\(id.excerpt)`") }
            return FlowInput(id: id, declaration: json)
        }
    }

    mutating func outputs(_ value: Declaration?) -> [FlowOutput] {
        guard let elements = value?.list(&problems) else { return [] }
        return elements.compactMap { element in
            guard var members = element.members(&problems) else { return nil }
            let id = members.required("id", &problems)?.text(&problems)
            guard let id, let json = element.json(&problems)?.object else { return nil }
            return FlowOutput(id: id, declaration: json)
        }
    }

    /// Inputs that a task asks for, as they were declared.
    mutating func inputValues(_ value: Declaration) -> JSON? {
        _ = inputs(value)
        return value.json(&problems)
    }
}
