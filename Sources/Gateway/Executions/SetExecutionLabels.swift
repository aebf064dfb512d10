import Access
import Audit
import Executor
import JSON
import Postgres
import Tenancy

/// Adds labels to an execution that has ended, or replaces them.
struct SetExecutionLabels: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/labels"
    static let id = "setLabelsOnTerminatedExecution"
    static let summary = "Add or update labels of a terminated execution"
    static let permission = Permission(.execution, .changeLabels)
    static let body = RequestBody.json()
    static let takesList = true
    static let fields: [FieldDescription] = [
        .body("key", "string", required: true, "The name of the label."),
        .body("value", "string", required: true, "Its value."),
    ]

    private let execution: ExecutionID
    private let labels: [ExecutionLabel]
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.labels = try ExecutionLabel.list(request.json())
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        try await desk.carryOut(on: execution, for: .changeLabels, by: principal, tx) { state in
            // Before that they are the executor's to give.
            guard state.isTerminal else { throw ExecutionConflict.notEnded(execution, state) }
            return [.setLabels(labels)]
        }
    }
}
