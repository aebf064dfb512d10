import Access
import Executor
import HTTP
import Tenancy

/// Halts executions that are named.
struct PauseByIDs: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/pause/by-ids"
    static let id = "pauseExecutionsByIds"
    static let summary = "Pause a list of running executions asynchronously"
    static let action = Action.pause
    static let body = RequestBody.json()

    init(_ request: Request) {}

    var command: ExecutionCommand { .pause }
}

/// Halts executions that a search finds.
struct PauseByQuery: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/pause/by-query"
    static let id = "pauseExecutionsByQuery"
    static let summary = "Pause executions filter by query parameters asynchronously"
    static let action = Action.pause
    static let body = RequestBody.none

    init(_ request: Request) {}

    var command: ExecutionCommand { .pause }
}
