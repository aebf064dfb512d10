/// Why no plan can be made of a flow.
public enum PlanError: Error, Equatable, CustomStringConvertible {
    /// Tasks are nested deeper than the machine goes.
    case tooDeep(task: String, limit: Int)
    /// The flow has more tasks than a plan may have.
    case tooManyTasks(limit: Int)
    /// The tasks of a `Dag` wait for one another.
    case cycle(task: String)
    /// A task of a `Dag` waits for a task that is not in it.
    case unknownDependency(task: String, dependency: String)
    /// A property has a value that the executor cannot use.
    case property(task: String, property: String, expected: String)

    /// The error in words.
    public var description: String {
        switch self {
        case .tooDeep(let task, let limit): "task `\(task)`: expected at most \(limit) levels of tasks"
        case .tooManyTasks(let limit): "expected at most \(limit) tasks"
        case .cycle(let task): "task `\(task)`: its dependencies form a cycle"
        case .unknownDependency(let task, let dependency):
            "task `\(task)`: expected a task of the same list in `dependsOn`, found `\(dependency)`"
        case .property(let task, let property, let expected):
            "task `\(task)`, `\(property)`: expected \(expected)"
        }
    }
}
