import Access
import Audit
import Executor
import HTTP
import Postgres
import Tenancy

/// Removes executions with all that is kept of them.
protocol DeleteVerb: ExecutionVerb {
    /// Whether those that have not ended are removed as well.
    var includesOpen: Bool { get }
    /// Whether their logs are removed.
    var withLogs: Bool { get }
}

extension DeleteVerb {
    static var action: Action { .delete }
    static var status: Status { .ok }
    static var fields: [FieldDescription] {
        FieldDescription.executionRemains + [
            .query("includeNonTerminated", "boolean", "Whether those that have not ended are removed as well.")
        ]
    }

    func objection(to execution: ExecutionSummary) -> String? {
        guard !includesOpen, !execution.row.state.isTerminal else { return nil }
        return ExecutionConflict.notEnded(execution.record.id, execution.row.state).description
    }

    func carryOut(
        on executions: [ExecutionSummary],
        by principal: Principal,
        at desk: ExecutionDesk,
        _ tx: borrowing Transaction
    ) async throws -> [RecordedChange] {
        try await desk.remove(executions, withLogs: withLogs, in: principal.tenant, tx)
        return executions.map { .removed($0) }
    }
}

/// Removes executions that are named.
struct DeleteByIDs: DeleteVerb {
    static let route: Route = "DELETE /api/v1/{tenant}/executions/by-ids"
    static let id = "deleteExecutionsByIds"
    static let summary = "Delete a list of executions"
    static let body = RequestBody.json()

    let includesOpen: Bool
    let withLogs: Bool

    init(_ request: Request) throws {
        self.includesOpen = try request.flag("includeNonTerminated")
        self.withLogs = try request.deletesLogs()
    }
}

/// Removes executions that a search finds.
struct DeleteByQuery: DeleteVerb {
    static let route: Route = "DELETE /api/v1/{tenant}/executions/by-query"
    static let id = "deleteExecutionsByQuery"
    static let summary = "Delete executions filter by query parameters"
    static let body = RequestBody.none

    let includesOpen: Bool
    let withLogs: Bool

    init(_ request: Request) throws {
        self.includesOpen = try request.flag("includeNonTerminated")
        self.withLogs = try request.deletesLogs()
    }
}
