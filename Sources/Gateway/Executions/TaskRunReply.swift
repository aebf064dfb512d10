import Executor
import Flows
import JSON
import Tenancy

/// The contract's `TaskRun`, without its outputs: those are asked for on their own.
struct TaskRunReply: JSONReply {
    let run: TaskRunRow
    /// The identifier of the task.
    let taskID: String
    /// The identifier of the task run that it is in.
    let parentID: String?
    let attempts: [AttemptRow]
    let record: ExecutionRecord
    let now: Int64

    var json: JSON {
        var json: JSONObject = [
            "id": .string(run.id.description), "executionId": .string(record.id.description),
            "namespace": .string(record.namespace.description), "flowId": .string(record.flow.description),
            "taskId": .string(taskID), "state": StateReply(run.history, now: now).json,
        ]
        json["parentTaskRunId"] = parentID.map { .string($0) }
        json["value"] = run.value.map { .string($0) }
        json["iteration"] = run.iteration.map { JSON($0) }
        json["attempts"] = attempts.isEmpty ? nil : .array(attempts.map { attempt($0) })
        return .object(json)
    }

    /// The contract's `TaskRunAttempt`.
    private func attempt(_ row: AttemptRow) -> JSON {
        var history = [StateChange(.created, at: row.submittedAt)]
        if let startedAt = row.startedAt {
            history.append(StateChange(.running, at: startedAt))
        }
        if history.last?.state != row.state {
            history.append(StateChange(row.state, at: row.endedAt ?? row.startedAt ?? row.submittedAt))
        }
        var json: JSONObject = ["state": StateReply(history, now: now).json]
        json["workerId"] = row.worker.map { .string($0) }
        return .object(json)
    }
}
