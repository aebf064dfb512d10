import Access
import Audit
import Executor
import Postgres
import Tenancy

/// Runs an execution whatever holds it back.
struct ForceRunExecution: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/force-run"
    static let id = "forceRunExecution"
    static let summary = "Force run an execution"
    static let permission = Permission(.execution, .forceRun)

    private let execution: ExecutionID
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        try await desk.carryOut(on: execution, for: .forceRun, by: principal, tx) { _ in [.forceRun] }
    }
}
