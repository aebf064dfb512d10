import Access
import Audit
import Executor
import Postgres
import Tenancy

/// Ends an execution, and unless it is told otherwise those that its tasks asked for.
struct KillExecution: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/executions/{executionId}/actions/kill"
    static let id = "killExecution"
    static let summary = "Kill an execution"
    static let permission = Permission(.execution, .kill)
    static let fields: [FieldDescription] = [
        .query("isOnKillCascade", "boolean", "Whether executions that its tasks asked for are killed; they are.")
    ]

    private let execution: ExecutionID
    private let cascade: Bool
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.cascade = try request.flag("isOnKillCascade", default: true)
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        try await desk.carryOut(on: execution, for: .kill, by: principal, tx) { _ in [.kill(cascade: cascade)] }
    }
}
