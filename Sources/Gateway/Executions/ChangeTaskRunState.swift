import Access
import Audit
import Executor
import JSON
import Postgres
import Tenancy

/// Puts a task run in a state, and lets the execution go on from there.
struct ChangeTaskRunState: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/state"
    static let id = "updateTaskRunState"
    static let summary = "Change state for a taskrun in an execution"
    static let permission = Permission(.execution, .update)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("taskRunId", "string", required: true, "The task run."),
        .body("state", "string", required: true, "The state it gets."),
    ]

    private let execution: ExecutionID
    private let run: String
    private let state: RunState
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        var fields = try request.fields()
        let run = fields.required("taskRunId", .string(length: 1...100))
        let state = fields.required("state", FieldRule<RunState>.text("the name of a state") { RunState(name: $0) })
        (self.run, self.state) = try fields.finish(run, state)
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        _ = try await desk.summary(execution, for: .update, by: principal, tx)
        guard let run = ExecutionID(run),
            let number = try await desk.store.number(ofTaskRun: run, in: execution, of: principal.tenant, tx)
        else { throw ExecutionStoreError.notFound }
        return try await desk.carryOut(on: execution, for: .update, by: principal, tx) { _ in
            [.changeTaskRunState(taskRun: number, state)]
        }
    }
}

extension StoredExecution {
    /// The number of the task run that has an identifier.
    ///
    /// - Throws: `ExecutionStoreError.notFound`.
    func number(ofTaskRun id: String) throws(ExecutionStoreError) -> Int32 {
        guard let id = ExecutionID(id), let run = rows.taskRuns.first(where: { $0.id == id }) else { throw .notFound }
        return run.number
    }
}
