import Access
import Executor
import HTTP
import JSON
import Tenancy

/// Takes executions that are named from the queue.
struct UnqueueByIDs: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/unqueue/by-ids"
    static let id = "unqueueExecutionsByIds"
    static let summary = "Unqueue a list of executions asynchronously"
    static let action = Action.unqueue
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .query("state", "string", "The state they get: `RUNNING` if it is not said, or an end.")
    ]

    private let state: RunState

    init(_ request: Request) throws {
        self.state = try request.state("state", default: .running)
        guard state.isTerminal || state == .running else {
            throw FieldErrors("state", "expected `RUNNING` or an end, found `\(state.name)`")
        }
    }

    var command: ExecutionCommand { .unqueue(state) }
}

/// Takes executions that a search finds from the queue.
struct UnqueueByQuery: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/unqueue/by-query"
    static let id = "unqueueExecutionsByQuery"
    static let summary = "Unqueue executions filter by query parameters asynchronously"
    static let action = Action.unqueue
    static let body = RequestBody.none
    static let fields: [FieldDescription] = [
        .query("newState", "string", "The state they get: `RUNNING` if it is not said, or an end.")
    ]

    private let state: RunState

    init(_ request: Request) throws {
        self.state = try request.state("newState", default: .running)
        guard state.isTerminal || state == .running else {
            throw FieldErrors("newState", "expected `RUNNING` or an end, found `\(state.name)`")
        }
    }

    var command: ExecutionCommand { .unqueue(state) }
}
