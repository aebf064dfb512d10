public import Expressions
public import JSON

/// Makes the inputs of an execution of what was given for them.
///
/// In the order of their dependencies: what is not asked for is dropped; what was given, or else the declaration's rendered
/// default, is read as the type and held against the validators. Everything that is wrong is collected.
public struct InputResolver: Sendable {
    private let entries: [InputList.Entry]
    private let order: [Int]

    /// Takes the inputs of a flow.
    ///
    /// - Parameters:
    ///   - inputs: The inputs as they were declared.
    ///   - reusable: Looks up the inputs of a named set, `nil` if there is none.
    /// - Throws: `FieldErrors` for a set that is not there, groups that nest too deep, and inputs that wait for each other.
    public init(
        _ inputs: [InputDeclaration],
        reusable: (_ id: String, _ namespace: String?) -> [InputDeclaration]? = { _, _ in nil }
    ) throws(FieldErrors) {
        entries = InputList.flattened(try Self.expanded(inputs, reusable, depth: 0))
        guard let order = InputList.order(of: entries) else {
            let cycle = InputList.cycle(among: entries) ?? []
            let path = (cycle + cycle.prefix(1)).map { "`\($0)`" }.joined(separator: " -> ")
            throw FieldErrors(cycle.first ?? "", "inputs wait for each other: \(path)")
        }
        self.order = order
    }

    /// Resolves the inputs.
    ///
    /// - Parameters:
    ///   - supplied: What was given.
    ///   - context: What templates see besides `inputs`.
    ///   - services: What functions of templates may ask for.
    ///   - cipher: Encrypts secrets; without one, inputs that are secret are refused.
    /// - Returns: The values, and everything that is wrong.
    public func resolve(
        _ supplied: SuppliedInputs,
        in context: any ExpressionContext = ExpressionVariables(),
        services: ExpressionServices = ExpressionServices(),
        cipher: InputCipher? = nil
    ) -> InputResolution {
        var scope = InputScope(within: context)
        var resolved = entries.map { ResolvedInput($0.input) }
        for position in order {
            var resolution = InputStep(entries[position], InputRenderer(scope, services), cipher)
            let input = resolution.resolve(supplied[entries[position].input.id])
            let names = input.input.names
            if !input.isValid {
                scope.invalidate(names)
            } else if input.isEnabled {
                scope.set(names, input.value ?? .null)
            }
            resolved[position] = input
        }
        let ids = Set(entries.flatMap { [$0.input.id, $0.input.names[0]] })
        return InputResolution(
            inputs: resolved,
            values: scope.inputs,
            unknown: supplied.ids.filter { !ids.contains($0) }
        )
    }

    /// The inputs with those of named sets in the place of what refers to them.
    private static func expanded(
        _ inputs: [InputDeclaration],
        _ reusable: (String, String?) -> [InputDeclaration]?,
        depth: Int
    ) throws(FieldErrors) -> [InputDeclaration] {
        var expanded: [InputDeclaration] = []
        for var input in inputs {
            guard depth <= 8 else { throw FieldErrors(input.id, "expected groups at most 8 deep") }
            switch input.constraint {
            case .inputs(let inner):
                input.constraint = .inputs(try Self.expanded(inner, reusable, depth: depth + 1))
            case .reusable(let id, let namespace):
                guard let inner = reusable(id, namespace) else {
                    throw FieldErrors(input.id, "there are no reusable inputs `\(id.excerpt)`")
                }
                input.constraint = .inputs(try Self.expanded(inner, reusable, depth: depth + 1))
            default: break
            }
            expanded.append(input)
        }
        return expanded
    }
}
