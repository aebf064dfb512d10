import Audit
import Executor
import Flows
import JSON
import Tenancy

extension RecordedChange {
    /// The record of an execution that was made.
    static func created(_ execution: StoredExecution) -> RecordedChange {
        RecordedChange(execution.record, after: execution.recorded, type: .create)
    }

    /// The record of an execution that was changed.
    static func changed(_ before: StoredExecution, to after: StoredExecution) -> RecordedChange {
        RecordedChange(before.record, before: before.recorded, after: after.recorded, type: .update)
    }

    /// The record of an execution that something was asked of, which will be seen later.
    static func asked(_ command: ExecutionCommand, of execution: ExecutionSummary) -> RecordedChange {
        let before = execution.row.recorded(with: execution.record)
        var after = before
        after["command"] = .string(command.name)
        return RecordedChange(execution.record, before: .object(before), after: .object(after), type: .update)
    }

    /// The record of an execution that was removed.
    static func removed(_ execution: ExecutionSummary) -> RecordedChange {
        let before = execution.row.recorded(with: execution.record)
        return RecordedChange(execution.record, before: .object(before), type: .delete)
    }

    private init(
        _ record: ExecutionRecord,
        before: JSON? = nil,
        after: JSON? = nil,
        type: AuditRecord.EventType
    ) {
        self.init(
            resource: .execution,
            id: record.id.description,
            namespace: record.namespace,
            before: before,
            after: after,
            type: type
        )
    }
}

extension StoredExecution {
    fileprivate var recorded: JSON { rows.execution.map { .object($0.recorded(with: record)) } ?? .null }
}

extension ExecutionRow {
    /// The execution as audit records show it: neither inputs nor outputs are in it.
    fileprivate func recorded(with record: ExecutionRecord) -> JSONObject {
        var json: JSONObject = [
            "id": .string(id.description), "namespace": .string(record.namespace.description),
            "flowId": .string(record.flow.description), "flowRevision": JSON(record.revision),
            "state": .string(state.name), "labels": ExecutionLabel.answer(labels),
            "originalId": .string(record.originalID.description), "kind": .string(record.kind.rawValue),
            "attemptNumber": JSON(attempt), "held": .bool(isHeld),
        ]
        json["scheduleDate"] = scheduledAt.map(StateReply.date)
        json["breakpoints"] = breakpoints.isEmpty ? nil : Optional(JSON(strings: breakpoints.map(\.task)))
        return json
    }
}

extension ExecutionCommand {
    /// The name that audit records have for it.
    fileprivate var name: String {
        switch self {
        case .pause: "pause"
        case .resume: "resume"
        case .setBreakpoints: "setBreakpoints"
        case .resumeFromBreakpoint: "resumeFromBreakpoint"
        case .kill: "kill"
        case .forceRun: "forceRun"
        case .unqueue: "unqueue"
        case .restart: "restart"
        case .changeTaskRunState: "changeTaskRunState"
        case .changeState: "changeState"
        case .setLabels: "setLabels"
        }
    }
}
