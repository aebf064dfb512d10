import JSON

extension FlowDecoder {
    mutating func inputs(_ value: Declaration?) -> [InputDeclaration] {
        guard let value else { return [] }
        var decoder = InputDecoder()
        return decoder.inputs(value, &problems)
    }

    mutating func outputs(_ value: Declaration?) -> [OutputDeclaration] {
        value.map { OutputDecoder().outputs($0, &problems) } ?? []
    }

    /// Inputs that a task asks for, as they were declared.
    mutating func inputValues(_ value: Declaration) -> JSON? {
        _ = inputs(value)
        return value.json(&problems)
    }
}
