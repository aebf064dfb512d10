import Access
import Audit
import Executor
import Postgres
import Tenancy

/// Runs again what failed of an execution; with another revision of its flow, in another execution.
struct RestartExecution: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/restart"
    static let id = "restartExecution"
    static let summary = "Restart a new execution from an old one"
    static let permission = Permission(.execution, .restart)
    static let fields: [FieldDescription] = [
        .query("revision", "integer", "The revision to go on with, in another execution; its own if it is not said.")
    ]

    private let execution: ExecutionID
    private let revision: Int?
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.revision = try request.revision()
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        let summary = try await desk.summary(execution, for: .restart, by: principal, tx)
        guard let revision, revision != summary.record.revision else {
            return try await desk.carryOut(on: execution, for: .restart, by: principal, tx) { _ in [.restart] }
        }
        let found = try await desk.find(execution, for: .restart, withOutputs: true, by: principal, tx)
        return try await desk.restart(found, with: revision, by: principal, tx)
    }
}
