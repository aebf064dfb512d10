import Access
import JSON
import Tenancy

extension ExecutionMessage.Content {
    /// The form in which messages are kept; a later release reads those of an earlier one.
    private static let version: Int64 = 1

    /// The message as JSON.
    var json: JSON {
        var object: JSONObject = ["v": JSON(Self.version)]
        switch self {
        case .begin: object["type"] = "begin"
        case .command(let command, let account, let values):
            object["type"] = "command"
            object["command"] = command.json
            if let account { object["by"] = .string(account.description) }
            if let values { object["values"] = .object(values) }
        case .childStarted(let child):
            object["type"] = "childStarted"
            object["child"] = child.json
        case .childRefused(let child, let reason):
            object["type"] = "childRefused"
            object["child"] = child.json
            object["reason"] = .string(reason)
        case .childEnded(let child, let state):
            object["type"] = "childEnded"
            object["child"] = child.json
            object["state"] = .string(state.name)
        case .childReplaced(let child, let id):
            object["type"] = "childReplaced"
            object["child"] = child.json
            object["by"] = .string(id.description)
        case .restart(let parent):
            object["type"] = "restart"
            object["child"] = parent.reference.json
            object["parent"] = .string(parent.execution.description)
        case .slot(let answer, let token):
            object["type"] = "slot"
            object["token"] = JSON(token)
            object["refused"] = answer.json
        case .delete(let withLogs):
            object["type"] = "delete"
            object["logs"] = .bool(withLogs)
        }
        return .object(object)
    }

    /// Reads a message, `nil` if it is none of this release.
    init?(_ json: JSON) {
        guard json["v"]?.integer == Self.version else { return nil }
        let child = json["child"].flatMap(ChildReference.init(_:))
        switch (json["type"]?.string, child) {
        case ("begin", _): self = .begin
        case ("command", _):
            guard let command = json["command"].flatMap(ExecutionCommand.init(_:)) else { return nil }
            self = .command(
                command,
                by: json["by"]?.string.flatMap { Account.ID($0) },
                values: json["values"]?.object
            )
        case ("childStarted", let child?): self = .childStarted(child)
        case ("childRefused", let child?): self = .childRefused(child, json["reason"]?.string ?? "")
        case ("childEnded", let child?):
            guard let state = json["state"]?.string.flatMap(RunState.init(name:)) else { return nil }
            self = .childEnded(child, state)
        case ("childReplaced", let child?):
            guard let id = json["by"]?.string.flatMap({ ExecutionID($0) }) else { return nil }
            self = .childReplaced(child, by: id)
        case ("restart", let child?):
            guard let parent = json["parent"]?.string.flatMap({ ExecutionID($0) }) else { return nil }
            self = .restart(for: ExecutionParent(parent, child))
        case ("slot", _):
            guard let token = json["token"]?.int32, let answer = SlotAnswer(json["refused"] ?? nil) else { return nil }
            self = .slot(answer, token: token)
        case ("delete", _): self = .delete(withLogs: json["logs"]?.bool == true)
        default: return nil
        }
    }
}

extension ChildReference {
    fileprivate var json: JSON { [JSON(taskRun), JSON(iteration)] }

    fileprivate init?(_ json: JSON) {
        guard let run = json[0]?.int32, let iteration = json[1]?.int32 else { return nil }
        self.init(taskRun: run, iteration: iteration)
    }
}

extension SlotAnswer {
    fileprivate var json: JSON {
        switch self {
        case .granted: nil
        case .refused(let behavior): JSON(behavior.rawValue)
        }
    }

    fileprivate init?(_ json: JSON) {
        if json.isNull {
            self = .granted
        } else if let number = json.int32, let behavior = UInt8(exactly: number).flatMap(OverflowBehavior.init) {
            self = .refused(behavior)
        } else {
            return nil
        }
    }
}

extension JSON {
    /// The number, if it is one of 32 bits.
    var int32: Int32? { integer.flatMap { Int32(exactly: $0) } }
}
