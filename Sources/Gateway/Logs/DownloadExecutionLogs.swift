import Access
import Audit
import Executor
import Postgres
import Tenancy

/// Answers the log of an execution as a file of text, the oldest line first.
struct DownloadExecutionLogs: APIOperation, Change {
    static let route: Route = "GET /api/v1/{tenant}/logs/{executionId}/download"
    static let id = "downloadLogsFromExecution"
    static let summary = "Download logs for a specific execution, taskrun or task"
    static let permission = Permission(.execution, .accessLogs)
    static let fields = FieldDescription.executionLogs

    private let position: Position

    init(_ request: Request) throws {
        self.position = Position(logs: try LogRequest(request), desk: ExecutionDesk(request), last: nil)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<LogFile> {
        let first = try await position.read(by: principal, tx)
        let reply = StreamedReply(
            contentType: "text/plain; charset=utf-8",
            fileName: "\(position.logs.execution).log",
            first: first
        )
        return Recorded(LogFile(stream: reply), [])
    }

    /// Where the rest of a file begins.
    struct Position: Sendable {
        let logs: LogRequest
        let desk: ExecutionDesk
        let last: ExecutionLogCursor?

        /// How many lines are read at once.
        private static let pageSize = 1000

        func read(by principal: Principal, _ tx: borrowing Transaction) async throws -> ReplyPart {
            _ = try await desk.summary(logs.execution, for: .accessLogs, by: principal, tx)
            let lines = try await desk.store.logs(
                of: logs.execution,
                logs.search,
                after: last,
                count: Self.pageSize,
                in: principal.tenant,
                tx
            )
            let text = lines.map { LogReply(line: $0).text }.joined()
            let next = lines.count < Self.pageSize ? nil : lines.last?.cursor
            return ReplyPart(
                bytes: Array(text.utf8),
                next: next.map { Rest(position: Position(logs: logs, desk: desk, last: $0)) }
            )
        }
    }

    /// Reads on.
    private struct Rest: PartRead {
        static let permission = DownloadExecutionLogs.permission

        let position: Position

        var target: Target { .anywhere }

        func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> ReplyPart {
            try await position.read(by: principal, tx)
        }
    }
}

/// A file of log lines.
struct LogFile: StreamingReply {
    static var mediaType: String? { "text/plain" }

    let stream: StreamedReply
}
