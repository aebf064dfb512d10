import Access
import Executor
import HTTP
import Tenancy

/// Runs again what failed of executions that are named.
struct RestartByIDs: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/restart/by-ids"
    static let id = "restartExecutionsByIds"
    static let summary = "Restart a list of executions asynchronously"
    static let action = Action.restart
    static let body = RequestBody.json()

    init(_ request: Request) {}

    var command: ExecutionCommand { .restart }
}

/// Runs again what failed of executions that a search finds.
struct RestartByQuery: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/restart/by-query"
    static let id = "restartExecutionsByQuery"
    static let summary = "Restart executions filter by query parameters asynchronously"
    static let action = Action.restart
    static let body = RequestBody.none

    init(_ request: Request) {}

    var command: ExecutionCommand { .restart }
}
