import Access
import Executor
import HTTP
import JSON
import Postgres
import Tenancy

/// Tells how an execution proceeds, as it does, until it has ended.
struct FollowExecution: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/executions/{executionId}/follow"
    static let id = "followExecution"
    static let summary = "Follow an execution"
    static let permission = Permission(.execution, .follow)

    private let execution: ExecutionID
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FollowedExecution {
        let found = try await desk.summary(execution, for: .follow, by: principal, tx)
        let latest = try await desk.read(found, in: principal.tenant, tx)
        return FollowedExecution(
            latest: desk.reply(latest, to: principal, at: desk.now),
            tenant: principal.tenant,
            again: self
        )
    }
}

/// The contract's `Event_Execution_`s: the execution at first, and again after each change.
///
/// The identifier of an event tells its kind: `progress`, or `end` for the last.
struct FollowedExecution: FollowedReply {
    let latest: ExecutionReply
    let tenant: Tenant.ID
    let again: FollowExecution

    func response(to request: Request, through gate: Gate) -> Response {
        .events { events in
            var latest = latest
            let changes = request.services.watch.changes(of: latest.execution.record.id, in: tenant)
            try await events.send(latest.event)
            while !latest.isEnded {
                // What another process does is seen by looking.
                await changes.next(within: .milliseconds(500))
                // Several changes are told at once rather than read one by one.
                try await Task.sleep(for: .milliseconds(latest.isLong ? 500 : 20))
                do {
                    let next = try await gate.read(again, again: request).latest
                    guard next.execution.rows != latest.execution.rows else { continue }
                    latest = next
                    try await events.send(latest.event)
                } catch is GateError {
                    // It was removed, or the caller may not see it any more.
                    return
                }
            }
        }
    }
}

extension ExecutionReply {
    /// Whether the execution has ended.
    var isEnded: Bool { execution.rows.execution?.state.isTerminal ?? true }

    /// Whether it takes long to read and to write.
    fileprivate var isLong: Bool { execution.rows.taskRuns.count > 500 }

    fileprivate var event: ServerSentEvent {
        ServerSentEvent(json.text, id: isEnded ? "end" : "progress")
    }
}
