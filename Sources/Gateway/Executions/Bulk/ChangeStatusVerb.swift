import Access
import Executor
import HTTP
import JSON
import Tenancy

/// Puts executions that have ended in another such state, that are named.
struct ChangeStatusByIDs: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/change-status/by-ids"
    static let id = "updateExecutionsStatusByIds"
    static let summary = "Change executions state by id asynchronously"
    static let action = Action.update
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .query("newStatus", "string", required: true, "The state, which is an end.")
    ]

    private let state: RunState

    init(_ request: Request) throws {
        self.state = try request.state("newStatus")
        guard state.isTerminal else {
            throw FieldErrors("newStatus", "expected an end, found `\(state.name)`")
        }
    }

    var command: ExecutionCommand { .changeState(state) }
}

/// Puts executions that have ended in another such state, that a search finds.
struct ChangeStatusByQuery: CommandVerb {
    static let route: Route = "POST /api/v1/{tenant}/executions/change-status/by-query"
    static let id = "updateExecutionsStatusByQuery"
    static let summary = "Change executions state by query parameters asynchronously"
    static let action = Action.update
    static let body = RequestBody.none
    static let fields: [FieldDescription] = [
        .query("newStatus", "string", required: true, "The state, which is an end.")
    ]

    private let state: RunState

    init(_ request: Request) throws {
        self.state = try request.state("newStatus")
        guard state.isTerminal else {
            throw FieldErrors("newStatus", "expected an end, found `\(state.name)`")
        }
    }

    var command: ExecutionCommand { .changeState(state) }
}
