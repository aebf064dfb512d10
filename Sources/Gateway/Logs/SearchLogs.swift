import Access
import Executor
import JSON
import Postgres
import Tenancy

/// Answers a page of the log lines of executions whose logs the caller may read.
struct SearchLogs: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/logs/search"
    static let id = "searchLogs"
    static let summary = "Search for logs"
    static let permission = Permission(.execution, .accessLogs)
    static let fields = FieldDescription.search(ExecutionStore.logScheme)

    private let search: Search
    private let store: ExecutionStore

    init(_ request: Request) throws {
        self.search = try ExecutionStore.logScheme.parse(request.queryPairs)
        self.store = request.services.executions
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> LogPage {
        let visible = principal.executionNamespaces(for: .accessLogs)
        return LogPage(found: try await store.findLogs(search, within: visible, in: principal.tenant, tx))
    }
}

/// The contract's `CursorOrOffsetPagedResults_LogEntry_`.
struct LogPage: JSONReply {
    let found: Found<ExecutionLogLine>

    var json: JSON {
        ["results": found.elements.map(LogReply.init).json, "total": JSON(found.total), "type": "OFFSET"]
    }
}
