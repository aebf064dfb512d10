import Access
import Executor
import HTTP
import Tenancy

/// Lets executions go on that are paused, that are named.
struct ResumeByIDs: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/resume/by-ids"
    static let id = "resumeExecutionsByIds"
    static let summary = "Resume a list of paused executions asynchronously"
    static let action = Action.resume
    static let body = RequestBody.json()

    init(_ request: Request) {}

    var command: ExecutionCommand { .resume(taskRun: nil) }
}

/// Lets executions go on that are paused, that a search finds.
struct ResumeByQuery: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/resume/by-query"
    static let id = "resumeExecutionsByQuery"
    static let summary = "Resume executions filter by query parameters asynchronously"
    static let action = Action.resume
    static let body = RequestBody.none

    init(_ request: Request) {}

    var command: ExecutionCommand { .resume(taskRun: nil) }
}
