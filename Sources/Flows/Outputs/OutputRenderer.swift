public import Expressions
public import JSON

/// Makes the outputs of an execution at its end.
public struct OutputRenderer: Sendable {
    private let outputs: [OutputDeclaration]

    /// Takes the outputs of a flow.
    ///
    /// - Parameter outputs: The outputs as they were declared.
    public init(_ outputs: [OutputDeclaration]) {
        self.outputs = outputs
    }

    /// Renders the outputs.
    ///
    /// - Parameters:
    ///   - context: What templates see.
    ///   - services: What functions of templates may ask for.
    ///   - cipher: Encrypts what was made of secrets.
    /// - Returns: The values as they are kept: maps by the parts of identifiers, secrets encrypted.
    /// - Throws: `FieldErrors` with everything that is wrong, by the identifiers of the outputs; the execution fails then.
    public func render(
        in context: any ExpressionContext,
        services: ExpressionServices,
        cipher: InputCipher?
    ) throws(FieldErrors) -> JSONObject {
        let renderer = InputRenderer(context, services)
        var (values, errors) = (JSONObject(), FieldErrors())
        for output in outputs {
            var step = InputStep(
                InputList.Entry(input: output.input, conditions: [], dependencies: []),
                renderer,
                cipher
            )
            // What a task gives back is often a map.
            step.writesOut = output.type == .string
            let resolved = step.resolve(nil)
            for problem in resolved.problems {
                errors.append(output.id, problem.message)
            }
            values.set(output.input.names[...], resolved.stored ?? .null)
        }
        guard errors.isEmpty else { throw errors }
        return values
    }
}

extension OutputDeclaration {
    /// The output as an input whose default is the value: the same types are read in the same way.
    fileprivate var input: InputDeclaration {
        let constraint: InputConstraint = itemType.map { .elements($0) } ?? .none
        return InputDeclaration(id: id, type: type, constraint: constraint, isRequired: isRequired, defaults: value)
    }
}
