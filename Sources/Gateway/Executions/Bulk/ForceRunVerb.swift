import Access
import Executor
import HTTP
import Tenancy

/// Runs executions that are named whatever holds them back.
struct ForceRunByIDs: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/force-run/by-ids"
    static let id = "forceRunByIds"
    static let summary = "Force run a list of executions asynchronously"
    static let action = Action.forceRun
    static let body = RequestBody.json()

    init(_ request: Request) {}

    var command: ExecutionCommand { .forceRun }
}

/// Runs executions that a search finds whatever holds them back.
struct ForceRunByQuery: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/force-run/by-query"
    static let id = "forceRunExecutionsByQuery"
    static let summary = "Force run executions filter by query parameters asynchronously"
    static let action = Action.forceRun
    static let body = RequestBody.none

    init(_ request: Request) {}

    var command: ExecutionCommand { .forceRun }
}
