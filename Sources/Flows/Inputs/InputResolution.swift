public import Expressions
public import JSON

/// What came of all inputs of a flow.
public struct InputResolution: Sendable {
    /// The inputs in the order they were declared, those of groups in their place.
    public var inputs: [ResolvedInput]

    /// The values as templates see them, under `inputs`.
    public var values: ExpressionMap

    /// Identifiers that something was given for and that no input has.
    public var unknown: [String]

    /// Whether every input is valid.
    public var isValid: Bool { inputs.allSatisfy(\.isValid) }

    /// Everything that is wrong, by the identifiers of the inputs.
    public var errors: FieldErrors {
        var errors = FieldErrors()
        for input in inputs {
            for problem in input.problems {
                errors.append(input.input.id, problem.message)
            }
        }
        return errors
    }

    /// The values as they are kept: maps by the parts of identifiers, secrets encrypted, what is not asked for left out.
    public var stored: JSONObject {
        var object = JSONObject()
        for input in inputs where input.isEnabled && input.isValid {
            object.set(input.input.names[...], input.stored ?? .null)
        }
        return object
    }
}

extension JSONObject {
    /// Sets a member of objects inside of objects, which are made if they are missing.
    mutating func set(_ names: ArraySlice<String>, _ value: JSON) {
        guard let first = names.first else { return }
        guard names.count > 1 else {
            self[first] = value
            return
        }
        var inner = self[first]?.object ?? JSONObject()
        inner.set(names.dropFirst(), value)
        self[first] = .object(inner)
    }
}
