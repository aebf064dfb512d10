import Executor

extension ExecutionCommand {
    /// Whether the state of an execution alone lets it be carried out; its task runs may forbid it all the same.
    func fits(_ state: RunState) -> Bool {
        switch self {
        case .pause: state == .running || state == .retrying
        case .resume: state == .paused
        case .setBreakpoints, .kill: !state.isTerminal
        case .resumeFromBreakpoint: state == .breakpoint
        case .forceRun: state.isStart || [.queued, .paused, .running].contains(state)
        case .unqueue: state == .queued
        case .restart: state == .paused || state.isTerminal && state != .success && state != .retried
        case .changeTaskRunState: state.isTerminal || state == .paused
        case .changeState, .setLabels: state.isTerminal
        }
    }
}
