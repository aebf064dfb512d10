import Access
import Executor
import Postgres
import Tenancy

/// Answers an execution with its task runs; without them if they are too many for one answer.
struct GetExecution: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/executions/{executionId}"
    static let id = "getExecution"
    static let summary = "Get an execution"
    static let permission = Permission(.execution, .view)

    private let execution: ExecutionID
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> ExecutionReply {
        let found = try await desk.summary(execution, for: .view, by: principal, tx)
        return desk.reply(try await desk.read(found, in: principal.tenant, tx), to: principal, at: desk.now)
    }
}
