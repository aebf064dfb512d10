/// Tasks that belong to a flow or a task, by what they are to it.
public struct FlowTaskList: Sendable {
    /// What tasks are to a flow or a task.
    public enum Role: Hashable, Sendable {
        /// What it does.
        case tasks
        /// What `If` does when its condition holds.
        case then
        /// What `If` does when its condition does not hold.
        case `else`
        /// What `Switch` does for a value.
        case `case`(String)
        /// What `Switch` does for any other value.
        case defaults
        /// What is done once its tasks have failed.
        case errors
        /// What is done in the end.
        case finally
        /// What is done once an execution has ended.
        case afterExecution
        /// What `Approval` does when it begins to wait.
        case onWait
        /// What `Approval` does once it was approved.
        case onApprove
        /// What `Approval` does once it was denied.
        case onDeny
        /// What a listener of an old version does, by its position.
        case listener(Int)
    }

    /// What the tasks are to what they belong to.
    public var role: Role

    /// The tasks in order.
    public var tasks: [FlowTask]

    /// Makes a list.
    ///
    /// - Parameters:
    ///   - role: What the tasks are to what they belong to.
    ///   - tasks: The tasks in order.
    public init(role: Role, tasks: [FlowTask]) {
        (self.role, self.tasks) = (role, tasks)
    }

    /// All tasks of the list, those that contain others before these.
    public var allTasks: [FlowTask] {
        tasks.flatMap { task in [task] + task.children.flatMap(\.allTasks) }
    }
}

extension FlowTaskList.Role: CustomStringConvertible {
    /// The property that holds the tasks: `then`, `cases.FIRST`.
    public var description: String {
        switch self {
        case .tasks: "tasks"
        case .then: "then"
        case .else: "else"
        case .case(let value): "cases.\(value)"
        case .defaults: "defaults"
        case .errors: "errors"
        case .finally: "finally"
        case .afterExecution: "afterExecution"
        case .onWait: "onWait"
        case .onApprove: "onApprove"
        case .onDeny: "onDeny"
        case .listener(let index): "listeners[\(index)].tasks"
        }
    }
}
