import Access
import Executor
import JSON
import Postgres
import Tenancy

/// Answers which task runs of an execution have outputs.
struct ListTaskOutputs: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/outputs/{executionId}"
    static let id = "getTaskOutputsInformation"
    static let summary = "Get task run outputs"
    static let permission = Permission(.execution, .accessOutputs)

    private let execution: ExecutionID
    private let desk: ExecutionDesk

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.desk = ExecutionDesk(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [TaskOutputInformation] {
        _ = try await desk.summary(execution, for: .accessOutputs, by: principal, tx)
        return try await desk.store.outputs(listedOf: execution, in: principal.tenant, tx)
            .map(TaskOutputInformation.init)
    }
}

/// The contract's `TaskOutputInformation`.
struct TaskOutputInformation: JSONReply {
    let run: TaskRunOutputs

    var json: JSON {
        // All outputs are kept with the execution, none apart from it.
        var json: JSONObject = ["taskId": .string(run.task), "taskRunId": .string(run.id.description), "inline": true]
        json["value"] = run.value.map { .string($0) }
        json["iteration"] = run.iteration.map { JSON($0) }
        return .object(json)
    }
}
