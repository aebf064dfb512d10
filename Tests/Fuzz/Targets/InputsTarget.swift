import JSON
import YAML

@testable import Flows

/// Inputs of flows: the declarations, a record separator, and the values as a JSON object.
///
/// A declaration that is accepted is shown as one that is read as the same. What is wrong with values is told in sentences
/// that do not hold what was given for a secret; a value that was kept is read as the same again.
let inputsTarget = FuzzTarget(name: "inputs") { input in
    let parts = input.parts(separatedBy: 0x1E, most: 2)
    let limits = YAMLLimits(maximumBytes: 1 << 14, maximumDepth: 32, maximumNodes: 2000)
    guard let node = read({ () throws(YAMLError) in try YAML.nodes(parts[0], limits: limits) })?.first else { return }
    let inputs = try declared(Declaration(node))
    guard let inputs else { return }
    let shown = JSON.array(inputs.map(\.json))
    guard let again = read({ () throws(YAMLError) in try YAML.nodes(YAML.dump(shown).bytes) })?.first else {
        throw Finding(description: "declarations that are shown are no YAML")
    }
    try claim(try declared(Declaration(again)) == inputs, "declarations that are shown are read as others")
    guard let resolver = read({ () throws(FieldErrors) in try InputResolver(inputs) }) else { return }
    let given = parts.count > 1 ? read { () throws(JSONError) in try JSON(parsing: parts[1]) }?.object : nil
    try check(resolver.resolve(SuppliedInputs(given ?? [:]), cipher: reversing))
}

/// The inputs, `nil` if something is wrong with them.
private func declared(_ declaration: Declaration) throws(Finding) -> [InputDeclaration]? {
    var problems = FlowProblems()
    var decoder = InputDecoder()
    let inputs = decoder.inputs(declaration, &problems)
    for problem in problems.list {
        try claim(!problem.message.isEmpty && problem.message.utf8.count < 8000, "a problem is not told in a sentence")
    }
    return problems.allowUse ? inputs : nil
}

private let reversing = InputCipher(seal: { String($0.reversed()) }, open: { String($0.reversed()) })

private func check(_ resolution: InputResolution) throws {
    try claim(resolution.isValid == resolution.errors.isEmpty, "inputs are valid with errors, or not without one")
    for input in resolution.inputs {
        guard let stored = input.stored else { continue }
        try claim(input.isEnabled && input.isValid, "a value is kept of an input that is dropped or not valid")
        if let sealed = SealedValue(stored) {
            try claim(input.shown == "******", "a secret is shown")
            _ = try sealed.opened(with: reversing)
            continue
        }
        // A document that is text would be read as the text of a document.
        guard ![.json, .yaml].contains(input.input.type), stored.string != "" else { continue }
        var parser = InputParser(input.input)
        parser.isDefault = true
        let again = read { () throws(FieldErrors) in try parser.value(of: .json(stored)) }
        try claim(again == stored, "a value that was kept, `\(stored)`, is read as another")
    }
}
