import Flows
import JSON
import Tenancy

/// The contract's `FlowForExecution`: what somebody needs to know of a flow to execute it, or to follow an execution.
///
/// Neither what its tasks do nor its variables are in it: whoever may execute a flow need not be allowed to read it.
struct FlowForExecution: JSONReply {
    let flow: Flow
    let revision: Int

    var json: JSON {
        var json: JSONObject = [
            "id": .string(flow.id.description), "namespace": .string(flow.namespace.description),
            "revision": JSON(revision), "disabled": .bool(flow.isDisabled), "draft": .bool(flow.isDraft),
            "deleted": false, "tasks": Self.list(flow.tasks),
        ]
        json["description"] = flow.description.map { .string($0) }
        json["labels"] =
            flow.labels.isEmpty
            ? nil : .array(flow.labels.map { ["key": .string($0.key), "value": .string($0.value)] })
        json["inputs"] = flow.inputs.isEmpty ? nil : .array(flow.inputs.map(\.json))
        json["outputs"] =
            flow.outputs.isEmpty
            ? nil : .array(flow.outputs.map { ["id": .string($0.id), "type": .string($0.type.rawValue)] })
        for (name, tasks) in [
            ("errors", flow.errors), ("finally", flow.finally), ("afterExecution", flow.afterExecution),
        ] where !tasks.isEmpty {
            json[name] = Self.list(tasks)
        }
        json["triggers"] =
            flow.triggers.isEmpty
            ? nil : .array(flow.triggers.map { ["id": .string($0.id.description), "type": .string($0.type)] })
        return .object(json)
    }

    private static func list(_ tasks: [FlowTask]) -> JSON { .array(tasks.map(task)) }

    /// The contract's `TaskForExecution`, with all that is within it in one list.
    private static func task(_ task: FlowTask) -> JSON {
        var json: JSONObject = ["id": .string(task.id.description), "type": .string(task.type)]
        json["version"] = task.version.map { .string($0) }
        let inner = task.children.flatMap(\.tasks)
        json["tasks"] = inner.isEmpty ? nil : Optional(list(inner))
        json["inputs"] = task.properties["onResume"]
        if let id = task.properties["flowId"] {
            var call: JSONObject = ["flowId": id]
            call["namespace"] = task.properties["namespace"]
            call["revision"] = task.properties["revision"]
            json["subflowId"] = .object(call)
        }
        return .object(json)
    }
}
