import Executor
import Flows
import HTTP
import JSON
import Tenancy

/// The contract's `ApiExecution`: an execution with its task runs.
struct ExecutionReply: JSONReply {
    let execution: StoredExecution
    /// The name of the tenant.
    let tenant: String
    /// Whether the caller may see outputs.
    var showsOutputs: Bool
    /// Until when something lasts that has not ended, in milliseconds since 1970.
    let now: Int64

    var json: JSON { .object(object) }

    var object: JSONObject {
        let (record, rows) = (execution.record, execution.rows)
        guard let row = rows.execution else { return [:] }
        var json = record.answer(tenant: tenant, showsOutputs: showsOutputs)
        json["state"] = StateReply(row.history, now: now).json
        json["labels"] = ExecutionLabel.answer(row.labels)
        json["scheduleDate"] = row.scheduledAt.map(StateReply.date)
        json["metadata"] = [
            "attemptNumber": JSON(row.attempt), "originalCreatedDate": StateReply.date(row.firstCreatedAt),
        ]
        json["breakpoints"] = row.breakpoints.isEmpty ? nil : .array(row.breakpoints.map(\.answer))
        json["variables"] = record.variables.isEmpty ? nil : Optional(JSON.object(record.variables).masked)
        // Of a large execution they are not read.
        if row.nextTaskRun <= ExecutionDesk.runLimit { json["taskRunList"] = .array(taskRuns) }
        return json
    }

    private var taskRuns: [JSON] {
        let rows = execution.rows
        let ids = Dictionary(rows.taskRuns.map { ($0.number, $0.id.description) }) { first, _ in first }
        let attempts = Dictionary(grouping: rows.attempts, by: \.taskRun)
        return rows.taskRuns.map { run in
            TaskRunReply(
                run: run,
                taskID: execution.tasks[run.number] ?? "",
                parentID: run.parent.flatMap { ids[$0] },
                attempts: attempts[run.number] ?? [],
                record: execution.record,
                now: now
            ).json
        }
    }
}

extension ExecutionRecord {
    /// What every answer about the execution begins with.
    func answer(tenant: String, showsOutputs: Bool) -> JSONObject {
        var json: JSONObject = [
            "tenantId": .string(tenant), "id": .string(id.description), "namespace": .string(namespace.description),
            "flowId": .string(flow.description), "flowRevision": JSON(revision),
        ]
        json["inputs"] = inputs.isEmpty ? nil : Optional(JSON.object(inputs).masked)
        if showsOutputs, let outputs, !outputs.isEmpty {
            json["outputs"] = JSON.object(outputs).masked
        }
        // Clients know by it of what execution this one is a repetition.
        json["parentId"] = originalID == id ? nil : .string(originalID.description)
        json["originalId"] = .string(originalID.description)
        json["trigger"] = trigger.isNull ? nil : Optional(trigger.masked)
        json["kind"] = .string(kind.rawValue)
        json["deleted"] = false
        json["loopRun"] = loop.map { $0.answer(of: parent) }
        return json
    }
}

extension ExecutionLoop {
    /// The contract's `LoopRun`, without the execution that it belongs to.
    fileprivate func answer(of parent: ExecutionParent?) -> JSON {
        var json: JSONObject = [
            "taskId": .string(task), "index": JSON(index), "value": .string(value.value),
        ]
        json["key"] = value.key.map { .string($0) }
        json["parentExecutionId"] = parent.map { .string($0.execution.description) }
        return .object(json)
    }
}

extension ExecutionLabel {
    /// The contract's list of `Label`.
    static func answer(_ labels: [ExecutionLabel]) -> JSON {
        .array(labels.map { ["key": .string($0.key), "value": .string($0.value)] })
    }
}

extension Breakpoint {
    /// The contract's `Breakpoint`.
    fileprivate var answer: JSON {
        var json: JSONObject = ["id": .string(task)]
        json["value"] = value.map { .string($0) }
        return .object(json)
    }
}

extension JSON {
    /// The value with a mask in the place of everything that is sealed.
    var masked: JSON {
        switch self {
        case .object(let object):
            guard SealedValue(self) == nil else { return "******" }
            return .object(JSONObject(object.members.map { ($0.name, $0.value.masked) }))
        case .array(let elements): return .array(elements.map(\.masked))
        default: return self
        }
    }
}
