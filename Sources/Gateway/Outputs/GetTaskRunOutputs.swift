import Access
import Executor
import JSON
import Postgres
import Tenancy

/// Answers the outputs of a task run; those made of secrets are masked.
struct GetTaskRunOutputs: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/outputs/{executionId}/{taskRunId}"
    static let id = "getTaskRunOutputs"
    static let summary = "Get task run outputs"
    static let permission = Permission(.execution, .accessOutputs)

    private let execution: ExecutionID
    private let run: ExecutionID
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.run = try request.identifier("taskRunId")
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        _ = try await desk.summary(execution, for: .accessOutputs, by: principal, tx)
        guard let found = try await desk.store.outputs(ofTaskRun: run, in: execution, of: principal.tenant, tx) else {
            throw GateError.hidden
        }
        return JSON.object(found).masked
    }
}
