import Access
import Executor
import Postgres
import Tenancy

/// Answers the log of an execution, the oldest line first.
struct ListExecutionLogs: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/logs/{executionId}"
    static let id = "listLogsFromExecution"
    static let summary = "Get logs for a specific execution, taskrun or task"
    static let permission = Permission(.execution, .accessLogs)
    static let fields = FieldDescription.executionLogs

    /// How many lines are answered at most; those after them are had by downloading.
    static let limit = 10_000

    private let logs: LogRequest
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.logs = try LogRequest(request)
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [LogReply] {
        _ = try await desk.summary(logs.execution, for: .accessLogs, by: principal, tx)
        return try await desk.store.logs(
            of: logs.execution,
            logs.search,
            count: Self.limit,
            in: principal.tenant,
            tx
        ).map(LogReply.init)
    }
}
