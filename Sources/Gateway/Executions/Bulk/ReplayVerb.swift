import Access
import Audit
import Executor
import HTTP
import Postgres
import Tenancy

/// Makes other executions that repeat these from the beginning.
protocol ReplayVerb: ExecutionVerb {
    /// Whether the newest revision of the flow is run.
    var usesNewest: Bool { get }
}

extension ReplayVerb {
    static var action: Action { .replay }
    static var fields: [FieldDescription] {
        [.query("latestRevision", "boolean", "Whether the newest revision of the flow is run; each one's own if not.")]
    }

    func objection(to execution: ExecutionSummary) -> String? { nil }

    func carryOut(
        on executions: [ExecutionSummary],
        by principal: Principal,
        at desk: ExecutionDesk,
        _ tx: borrowing Transaction
    ) async throws -> [RecordedChange] {
        try await desk.replay(executions, withNewest: usesNewest, by: principal, tx)
    }
}

/// Repeats executions that are named.
struct ReplayByIDs: ReplayVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/replay/by-ids"
    static let id = "replayExecutionsByIds"
    static let summary = "Create new executions from old ones asynchronously. Keep the flow revision"
    static let body = RequestBody.json()

    let usesNewest: Bool

    init(_ request: Request) throws {
        self.usesNewest = try request.flag("latestRevision")
    }
}

/// Repeats executions that a search finds.
struct ReplayByQuery: ReplayVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/replay/by-query"
    static let id = "replayExecutionsByQuery"
    static let summary = "Create new executions from old ones filter by query parameters asynchronously"
    static let body = RequestBody.none

    let usesNewest: Bool

    init(_ request: Request) throws {
        self.usesNewest = try request.flag("latestRevision")
    }
}
