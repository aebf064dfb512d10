import Daemon
import Executor
import Flows
import JSON
import Tenancy

/// The contract's `LogEntry`.
struct LogReply: JSONReply {
    let line: ExecutionLogLine

    var json: JSON {
        var json: JSONObject = [
            "namespace": .string(line.flow.namespace.description), "flowId": .string(line.flow.id.description),
            "executionId": .string(line.execution.description), "timestamp": .string(line.at.description),
            "level": .string(line.level.name), "message": .string(line.message),
            "executionKind": .string(line.kind.rawValue),
        ]
        json["taskId"] = line.task.map { .string($0) }
        json["taskRunId"] = line.taskRunID.map { .string($0.description) }
        // Clients count attempts from 0.
        json["attemptNumber"] = line.attempt.map { JSON(max($0 - 1, 0)) }
        return .object(json)
    }

    /// The line as a file of them has it.
    var text: String {
        let place = line.task.map { " \($0)" } ?? ""
        return "\(line.at) \(line.level.name)\(place) \(line.message)\n"
    }
}
