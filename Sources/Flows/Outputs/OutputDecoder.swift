import JSON

/// Reads declarations of outputs, collecting everything that is wrong with them.
struct OutputDecoder {
    private static let countLimit = 1000

    /// Reads a list of outputs.
    func outputs(_ declaration: Declaration, _ problems: inout FlowProblems) -> [OutputDeclaration] {
        guard let elements = declaration.list(&problems) else { return [] }
        guard elements.count <= Self.countLimit else {
            problems.append(declaration, .limit, "expected at most \(Self.countLimit) outputs, found \(elements.count)")
            return []
        }
        var (outputs, seen) = ([OutputDeclaration](), Set<String>())
        for element in elements {
            guard let output = output(element, &problems) else { continue }
            if !seen.insert(output.id).inserted {
                problems.append(element, .duplicate, "duplicate output `\(output.id)`")
            }
            outputs.append(output)
        }
        return outputs
    }

    private func output(_ declaration: Declaration, _ problems: inout FlowProblems) -> OutputDeclaration? {
        guard var members = declaration.members(&problems) else { return nil }
        let inputs = InputDecoder()
        let id = inputs.identifier(&members, &problems)
        let type = inputs.type(&members, &problems)
        let place = members.required("value", &problems)
        let value = place?.json(&problems)
        if let place, let value { InputTemplates.check(value, place, &problems) }
        if let type, [.form, .reusableInputs].contains(type) {
            problems.append(declaration, .combination, "an output cannot be a group of inputs")
        }
        var output = OutputDeclaration(id: id ?? "", type: type ?? .string, value: value ?? .null)
        output.itemType = members.member("itemType").flatMap { inputs.itemType($0, &problems) }
        output.isRequired = members.bool("required", &problems) ?? true
        output.displayName = members.text("displayName", &problems)
        output.description = members.text("description", &problems)
        members.finish(&problems)
        return id == nil || type == nil || value == nil ? nil : output
    }
}
