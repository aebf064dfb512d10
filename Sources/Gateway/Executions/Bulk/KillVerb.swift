import Access
import Executor
import HTTP
import Tenancy

/// Ends executions that are named, and those that their tasks asked for.
struct KillByIDs: CommandVerb {
    static let route: Route = "DELETE /api/v1/{tenant}/executions/kill/by-ids"
    static let id = "killExecutionsByIds"
    static let summary = "Kill a list of executions asynchronously"
    static let action = Action.kill
    static let body = RequestBody.json()

    init(_ request: Request) {}

    var command: ExecutionCommand { .kill(cascade: true) }
}

/// Ends executions that a search finds, and those that their tasks asked for.
struct KillByQuery: CommandVerb {
    static let route: Route = "DELETE /api/v1/{tenant}/executions/kill/by-query"
    static let id = "killExecutionsByQuery"
    static let summary = "Kill executions filter by query parameters"
    static let action = Action.kill
    static let body = RequestBody.none

    init(_ request: Request) {}

    var command: ExecutionCommand { .kill(cascade: true) }
}
