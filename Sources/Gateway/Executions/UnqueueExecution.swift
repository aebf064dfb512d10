import Access
import Audit
import Executor
import Postgres
import Tenancy

/// Takes an execution from the queue, to run or to an end.
struct UnqueueExecution: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/unqueue"
    static let id = "unqueueExecution"
    static let summary = "Unqueue an execution"
    static let permission = Permission(.execution, .unqueue)
    static let fields: [FieldDescription] = [
        .query("state", "string", "The state it gets: `RUNNING` if it is not said, or an end.")
    ]

    private let execution: ExecutionID
    private let state: RunState
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.state = try request.state("state", default: .running)
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        try await desk.carryOut(on: execution, for: .unqueue, by: principal, tx) { _ in [.unqueue(state)] }
    }
}
