import Expressions
import JSON
import Testing
import YAML

@testable import Flows

/// Reads inputs of YAML, with what is wrong with them as lines.
func readInputs(_ yaml: String) throws -> (inputs: [InputDeclaration], problems: [String]) {
    let root = try #require(try YAML.nodes(Array(yaml.utf8)).first)
    var problems = FlowProblems()
    var decoder = InputDecoder()
    let inputs = decoder.inputs(Declaration(root, path: "inputs"), &problems)
    return (inputs, problems.list.map { "\($0.line):\($0.column) \($0.sentence)" })
}

/// Reads inputs that are free of errors, and resolves them.
func resolve(
    _ yaml: String,
    _ supplied: SuppliedInputs = [:],
    in context: any ExpressionContext = ExpressionVariables(),
    services: ExpressionServices = ExpressionServices(),
    cipher: InputCipher? = nil
) throws -> InputResolution {
    let (inputs, problems) = try readInputs(yaml)
    try #require(problems.isEmpty, "\(problems)")
    return try InputResolver(inputs).resolve(supplied, in: context, services: services, cipher: cipher)
}

extension InputCipher {
    /// Turns text around, and says that it did.
    static let reversing = InputCipher(
        seal: { "sealed:" + String($0.reversed()) },
        open: { String($0.dropFirst("sealed:".count).reversed()) }
    )
}

extension InputResolution {
    /// What is wrong, as lines.
    var lines: [String] { errors.errors.map(\.description) }
}
