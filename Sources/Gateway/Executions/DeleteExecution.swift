import Access
import Audit
import Executor
import JSON
import Postgres
import Tenancy

/// Removes an execution that has ended, with all that is kept of it.
struct DeleteExecution: APIOperation, Change {
    static let route: Route = "DELETE /api/v1/{tenant}/executions/{executionId}"
    static let id = "deleteExecution"
    static let summary = "Delete an execution"
    static let permission = Permission(.execution, .delete)
    static let fields = FieldDescription.executionRemains

    private let execution: ExecutionID
    private let withLogs: Bool
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.withLogs = try request.deletesLogs()
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<RemovedExecutions> {
        let found = try await desk.summary(execution, for: .delete, by: principal, tx)
        guard found.row.state.isTerminal else { throw ExecutionConflict.notEnded(execution, found.row.state) }
        try await desk.remove([found], withLogs: withLogs, in: principal.tenant, tx)
        return Recorded(RemovedExecutions(tenant: principal.tenant, executions: [execution]), .removed(found))
    }
}

extension Request {
    /// Whether the log of an execution is removed with it; metrics and files are not kept apart from it.
    ///
    /// - Throws: `FieldErrors`.
    func deletesLogs() throws(FieldErrors) -> Bool {
        for name in ["deleteMetrics", "deleteStorage"] { _ = try flag(name, default: true) }
        return try flag("deleteLogs", default: true)
    }
}

extension FieldDescription {
    /// The query of operations that remove executions.
    static let executionRemains: [FieldDescription] = [
        .query("deleteLogs", "boolean", "Whether the log is removed as well; it is."),
        .query("deleteMetrics", "boolean", "Accepted for compatibility: there are no metrics of an execution."),
        .query("deleteStorage", "boolean", "Accepted for compatibility: there are no files of an execution."),
    ]
}
