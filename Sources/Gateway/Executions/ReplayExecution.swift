import Access
import Audit
import Executor
import HTTP
import Postgres
import Tenancy

/// Makes another execution that repeats one, from the beginning or from a task run.
struct ReplayExecution: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/replay"
    static let id = "replayExecution"
    static let summary = "Create a new execution from an old one and start it from a specified task run id"
    static let permission = Permission(.execution, .replay)
    static let fields = FieldDescription.replay

    private let execution: ExecutionID
    private let replay: ReplayRequest
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.replay = try ReplayRequest(request)
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        let found = try await desk.find(execution, for: .replay, withOutputs: true, by: principal, tx)
        return try await desk.replay(
            found,
            from: try replay.run.map { try found.number(ofTaskRun: $0) },
            revision: replay.revision,
            breakpoints: replay.breakpoints,
            by: principal,
            tx
        )
    }
}

/// From where an execution is to be repeated, and how.
struct ReplayRequest: Sendable {
    /// The task run, `nil` for the beginning.
    let run: String?
    /// The revision, `nil` for its own.
    let revision: Int?
    /// The tasks before which it halts.
    let breakpoints: [Breakpoint]

    init(_ request: Request) throws {
        self.run = request.query["taskRunId"].flatMap { $0.isEmpty ? nil : $0 }
        self.revision = try request.revision()
        self.breakpoints = try request.breakpoints()
    }
}

extension FieldDescription {
    /// The query of operations that repeat an execution.
    static let replay: [FieldDescription] = [
        .query("taskRunId", "string", "The task run to begin from; the beginning if it is not said."),
        .query("revision", "integer", "The revision to run; that of the execution if it is not said."),
        .query("breakpoints", "string", "The tasks to halt before, as `task` or `task.value`, with commas."),
    ]
}
