import Access
import Audit
import Executor
import Postgres
import Tenancy

/// Lets an execution go on that halts before a breakpoint.
struct ResumeExecutionFromBreakpoint: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/resume-from-breakpoint"
    static let id = "resumeExecutionFromBreakpoint"
    static let summary = "Resume an execution from a breakpoint (in the 'BREAKPOINT' state)."
    static let permission = Permission(.execution, .resume)
    static let fields: [FieldDescription] = [
        .query("breakpoints", "string", "The tasks to halt before from now on, as `task` or `task.value`, with commas.")
    ]

    private let execution: ExecutionID
    private let breakpoints: [Breakpoint]
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.breakpoints = try request.breakpoints()
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        try await desk.carryOut(on: execution, for: .resume, by: principal, tx) { _ in
            [.setBreakpoints(breakpoints), .resumeFromBreakpoint]
        }
    }
}
