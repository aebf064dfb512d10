import Access
import Audit
import Executor
import Postgres
import Tenancy

/// Puts an execution that has ended in another such state.
struct ChangeExecutionStatus: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/change-status"
    static let id = "updateExecutionStatus"
    static let summary = "Change the state of an execution"
    static let permission = Permission(.execution, .update)
    static let fields: [FieldDescription] = [
        .query("status", "string", required: true, "The state, which is an end.")
    ]

    private let execution: ExecutionID
    private let state: RunState
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.state = try request.state("status")
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        try await desk.carryOut(on: execution, for: .update, by: principal, tx) { _ in [.changeState(state)] }
    }
}
