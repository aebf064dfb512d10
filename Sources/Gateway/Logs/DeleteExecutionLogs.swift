import Access
import Audit
import Executor
import JSON
import Postgres
import Tenancy

/// Removes lines of the log of an execution.
struct DeleteExecutionLogs: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/logs/{executionId}"
    static let id = "deleteLogsFromExecution"
    static let summary = "Delete logs for a specific execution, taskrun or task"
    static let permission = Permission(.execution, .delete)
    static let fields = FieldDescription.executionLogs

    private let logs: LogRequest
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.logs = try LogRequest(request)
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<NoContent> {
        let found = try await desk.summary(logs.execution, for: .delete, by: principal, tx)
        let count = try await desk.store.deleteLogs(of: logs.execution, logs.search, in: principal.tenant, tx)
        let change = RecordedChange(
            resource: .execution,
            kind: "execution_log",
            id: logs.execution.description,
            namespace: found.record.namespace,
            before: ["lines": JSON(count)],
            type: .delete
        )
        return Recorded(NoContent(), count == 0 ? [] : [change])
    }
}
