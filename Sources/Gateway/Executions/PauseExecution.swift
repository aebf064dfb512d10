import Access
import Audit
import Executor
import Postgres
import Tenancy

/// Halts an execution: what runs ends, and nothing new begins.
struct PauseExecution: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/pause"
    static let id = "pauseExecution"
    static let summary = "Pause a running execution."
    static let permission = Permission(.execution, .pause)

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
        try await desk.carryOut(on: execution, for: .pause, by: principal, tx) { _ in [.pause] }
    }
}
