import Access
import Executor
import HTTP
import JSON
import Postgres
import Tenancy

/// Tells the log of an execution as it is written, until the execution has ended.
struct FollowExecutionLogs: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/logs/{executionId}/follow"
    static let id = "followLogsFromExecution"
    static let summary = "Follow logs for a specific execution"
    static let permission = Permission(.execution, .accessLogs)
    static let fields = FieldDescription.executionLogs

    private let logs: LogRequest
    private let desk: ExecutionDesk
    private var last: ExecutionLogCursor?

    /// How many lines are read at once.
    private static let pageSize = 500

    init(_ request: Request) throws {
        self.logs = try LogRequest(request)
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FollowedLogs {
        let found = try await desk.summary(logs.execution, for: .accessLogs, by: principal, tx)
        let lines = try await desk.store.logs(
            of: logs.execution,
            logs.search,
            after: last,
            count: Self.pageSize,
            in: principal.tenant,
            tx
        )
        var next = self
        next.last = lines.last?.cursor ?? last
        return FollowedLogs(
            lines: lines,
            execution: logs.execution,
            tenant: principal.tenant,
            isWhole: lines.count < Self.pageSize,
            hasEnded: found.row.state.isTerminal,
            next: next
        )
    }
}

/// The contract's `Event_FollowLogEvent_`s: the lines there are, and each that follows.
struct FollowedLogs: FollowedReply {
    let lines: [ExecutionLogLine]
    let execution: ExecutionID
    let tenant: Tenant.ID
    /// Whether there are no more lines now.
    let isWhole: Bool
    /// Whether the execution has ended.
    let hasEnded: Bool
    let next: FollowExecutionLogs

    func response(to request: Request, through gate: Gate) -> Response {
        .events { events in
            var (part, isLast) = (self, false)
            let changes = request.services.watch.changes(of: execution, in: tenant)
            while true {
                for line in part.lines {
                    try await events.send(ServerSentEvent(LogReply(line: line).json.text, id: "progress"))
                }
                if part.isWhole {
                    // What was written with the end is there when the end is seen, and is looked for once more.
                    if isLast { return try await events.comment("end") }
                    isLast = part.hasEnded
                    if !isLast { await changes.next(within: .milliseconds(500)) }
                }
                try await Task.sleep(for: .milliseconds(20))
                do {
                    part = try await gate.read(part.next, again: request)
                } catch is GateError {
                    // It was removed, or the caller may not see it any more.
                    return
                }
            }
        }
    }
}
