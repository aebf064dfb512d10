public import Flows
import JSON
import Synchronization

/// A revision of a flow, and what the executor makes of it once for all of its executions.
public final class DeployedFlow: Sendable {
    /// The flow.
    public let flow: Flow

    /// The number of the revision.
    public let revision: Int

    /// The plan of its executions.
    public let plan: ExecutionPlan

    /// Whether expressions of it may ask for the errors so far.
    let asksForErrors: Bool

    /// The tasks by identifier.
    private let tasks: [String: FlowTask]

    /// Plans of the iterations of its loops, made when the first one runs.
    private let loops = Mutex<[String: ExecutionPlan]>([:])

    /// What the templates of a task name, found when it is first run.
    private let names = Mutex<[String: NamedValues]>([:])

    /// Plans a flow.
    ///
    /// - Parameters:
    ///   - flow: The flow.
    ///   - revision: The number of the revision.
    /// - Throws: `PlanError` if the flow cannot be run.
    public init(_ flow: Flow, revision: Int) throws(PlanError) {
        (self.flow, self.revision) = (flow, revision)
        plan = try ExecutionPlan(flow)
        asksForErrors = flow.source.contains("errorLogs")
        tasks = Dictionary(flow.allTasks.map { ($0.id.description, $0) }) { first, _ in first }
    }

    /// The plan of an execution of the flow.
    ///
    /// - Parameter loop: The `Loop` task that the execution is an iteration of, `nil` if it is of the whole flow.
    /// - Returns: The plan.
    /// - Throws: `PlanError` if the flow has no such task, or it cannot be run.
    public func plan(iterationOf loop: String?) throws(PlanError) -> ExecutionPlan {
        guard let loop else { return plan }
        if let known = loops.withLock({ $0[loop] }) { return known }
        guard let task = tasks[loop] else {
            throw .property(task: loop, property: "tasks", expected: "the tasks of a loop")
        }
        let plan = try ExecutionPlan(iterationOf: task)
        loops.withLock { $0[loop] = plan }
        return plan
    }

    /// The task of the flow that a planned task stands for; the steps of a `ForEachItem` stand for it.
    ///
    /// - Parameter id: The planned task's identifier.
    /// - Returns: The task, `nil` if there is none.
    public func task(_ id: String) -> FlowTask? {
        if let task = tasks[id] { return task }
        for suffix in ["_split", "_items", "_merge"] where id.hasSuffix(suffix) {
            return tasks[String(id.dropLast(suffix.count))]
        }
        return nil
    }

    /// What the templates of a task name.
    func namedValues(of task: FlowTask) -> NamedValues {
        let id = task.id.description
        if let known = names.withLock({ $0[id] }) { return known }
        let found = NamedValues(in: .object(task.properties))
        names.withLock { $0[id] = found }
        return found
    }
}
