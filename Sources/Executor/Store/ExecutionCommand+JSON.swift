import JSON

extension ExecutionCommand {
    /// The command as JSON.
    var json: JSON {
        switch self {
        case .pause: ["type": "pause"]
        case .resume(let run): ["type": "resume", "taskRun": run.map { JSON($0) } ?? nil]
        case .setBreakpoints(let breakpoints): ["type": "setBreakpoints", "list": .array(breakpoints.map(\.json))]
        case .resumeFromBreakpoint: ["type": "resumeFromBreakpoint"]
        case .kill(let cascade): ["type": "kill", "cascade": .bool(cascade)]
        case .forceRun: ["type": "forceRun"]
        case .unqueue(let state): ["type": "unqueue", "state": .string(state.name)]
        case .restart: ["type": "restart"]
        case .changeTaskRunState(let run, let state):
            ["type": "changeTaskRunState", "taskRun": JSON(run), "state": .string(state.name)]
        case .changeState(let state): ["type": "changeState", "state": .string(state.name)]
        case .setLabels(let labels):
            ["type": "setLabels", "list": .array(labels.map { [.string($0.key), .string($0.value)] })]
        }
    }

    /// Reads a command, `nil` if it is none.
    init?(_ json: JSON) {
        let state = json["state"]?.string.flatMap(RunState.init(name:))
        let (run, list) = (json["taskRun"]?.int32, json["list"]?.array ?? [])
        switch json["type"]?.string {
        case "pause": self = .pause
        case "resume": self = .resume(taskRun: run)
        case "setBreakpoints": self = .setBreakpoints(list.compactMap(Breakpoint.init(_:)))
        case "resumeFromBreakpoint": self = .resumeFromBreakpoint
        case "kill": self = .kill(cascade: json["cascade"]?.bool == true)
        case "forceRun": self = .forceRun
        case "restart": self = .restart
        case "setLabels":
            self = .setLabels(list.map { ExecutionLabel($0[0]?.string ?? "", $0[1]?.string ?? "") })
        case "unqueue":
            guard let state else { return nil }
            self = .unqueue(state)
        case "changeState":
            guard let state else { return nil }
            self = .changeState(state)
        case "changeTaskRunState":
            guard let state, let run else { return nil }
            self = .changeTaskRunState(taskRun: run, state)
        default: return nil
        }
    }
}

extension Breakpoint {
    fileprivate var json: JSON { [.string(task), value.map(JSON.string) ?? nil] }

    fileprivate init?(_ json: JSON) {
        guard let task = json[0]?.string else { return nil }
        self.init(task: task, value: json[1]?.string)
    }
}
