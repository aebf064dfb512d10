import Flows
import JSON
import Tenancy

/// The contract's list of `ApiValidateExecutionInputsResponse`, which has one element.
struct ExecutionInputsReply: JSONReply {
    let address: FlowAddress
    let outcome: ExecutionTrial.Outcome

    var json: JSON {
        [
            [
                "id": JSON(address.id.description), "namespace": JSON(address.namespace.description),
                "inputs": .array(outcome.inputs.inputs.map(\.reply)), "checks": .array(outcome.failures.map(\.reply)),
            ]
        ]
    }
}

extension ResolvedInput {
    /// The contract's `ApiInputAndValue`.
    fileprivate var reply: JSON {
        var reply: JSONObject = [
            "input": input.json, "enabled": .bool(isEnabled), "isDefault": .bool(isDefault),
            "errors": .array(
                problems.map {
                    ["message": .string("`\(input.id)`: \($0.message)"), "renderError": .bool($0.isRenderError)]
                }
            ),
        ]
        reply["value"] = shown
        return .object(reply)
    }
}

extension FlowCheck.Failure {
    /// The contract's `ApiCheckFailure`.
    fileprivate var reply: JSON {
        ["message": .string(message), "style": .string(style.rawValue), "behavior": .string(behavior.rawValue)]
    }
}
