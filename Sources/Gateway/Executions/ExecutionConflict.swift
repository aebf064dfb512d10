import Executor
import Flows

/// Why something cannot be done with an execution as it is.
enum ExecutionConflict: Error, Equatable, CustomStringConvertible {
    /// The command does not fit.
    case refused(ExecutionRefusal, of: ExecutionID)
    /// The revision of the flow that it runs is not kept any more.
    case flowGone(FlowAddress, revision: Int?)
    /// There is nothing that it could be repeated from.
    case nothingToReplay(ExecutionID)
    /// It has more task runs than are read for one request.
    case tooLarge(ExecutionID, limit: Int32)
    /// It has not ended, or what follows its end has not.
    case notEnded(ExecutionID, RunState)

    var description: String {
        switch self {
        case .refused(.state(let state), let id):
            "the execution `\(id)` is in the state `\(state.name)`, in which this cannot be done"
        case .refused(.noTaskRun, let id): "the execution `\(id)` has no such task run that this could be done with"
        case .refused(.nothingToRestart, let id): "no task run of the execution `\(id)` has failed or is paused"
        case .refused(.target(let state), let id):
            "the execution `\(id)` cannot be put in the state `\(state.name)` here"
        case .flowGone(let address, nil): "the flow `\(address.id)` of the namespace `\(address.namespace)` is deleted"
        case .flowGone(let address, let revision?):
            "revision \(revision) of the flow `\(address.id)` of the namespace `\(address.namespace)` is not kept any more"
        case .nothingToReplay(let id):
            "the execution `\(id)` cannot be repeated from there: it has no such task run, or that ran after its end"
        case .tooLarge(let id, let limit):
            "the execution `\(id)` has more than \(limit) task runs, which this cannot be done with"
        case .notEnded(let id, let state):
            "the execution `\(id)` is in the state `\(state.name)`; it must have ended"
        }
    }
}
