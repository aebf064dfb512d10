import Access
import Executor
import HTTP
import JSON
import Tenancy

/// Adds labels to executions that are named and have ended, or replaces them.
struct SetLabelsByIDs: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/labels/by-ids"
    static let id = "setLabelsOnTerminatedExecutionsByIds"
    static let summary = "Set labels on a list of executions asynchronously"
    static let action = Action.changeLabels
    static let body = RequestBody.json()
    static let takesList = false
    static let fields: [FieldDescription] = [
        .body("executionsId", "[string]", required: true, "The executions."),
        .body("executionLabels", "[{key, value}]", required: true, "The labels."),
    ]

    private let labels: [ExecutionLabel]

    init(_ request: Request) throws {
        self.labels = try ExecutionLabel.list(request.json()["executionLabels"] ?? .null, as: "executionLabels")
    }

    static func ids(_ request: Request) throws -> [String] {
        try ExecutionSelection.ids(request.json()["executionsId"] ?? .null, as: "executionsId")
    }

    var command: ExecutionCommand { .setLabels(labels) }
}

/// Adds labels to executions that a search finds and that have ended, or replaces them.
struct SetLabelsByQuery: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/labels/by-query"
    static let id = "setLabelsOnTerminatedExecutionsByQuery"
    static let summary = "Set label on executions filter by query parameters asynchronously"
    static let action = Action.changeLabels
    static let body = RequestBody.json()
    static let takesList = true
    static let fields = SetExecutionLabels.fields

    private let labels: [ExecutionLabel]

    init(_ request: Request) throws {
        self.labels = try ExecutionLabel.list(request.json())
    }

    var command: ExecutionCommand { .setLabels(labels) }
}
