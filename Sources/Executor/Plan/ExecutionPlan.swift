/// A flow as the executor runs it: tasks, lists and expressions by number, what is known already apart from what must be
/// evaluated.
///
/// A plan is made once for a revision of a flow and shared by its executions. Disabled tasks are not in it.
public struct ExecutionPlan: Sendable {
    /// The tasks; children come after their parents.
    public let tasks: [PlannedTask]

    /// The lists of tasks.
    public let lists: [PlannedList]

    /// The expressions that the machine asks for.
    public let expressions: [PlannedExpression]

    /// The retry policies.
    public let policies: [RetryPlan]

    /// What the flow does.
    public let main: Int32

    /// What it does once that has failed.
    public let errors: Int32?

    /// What it does in the end.
    public let finally: Int32?

    /// What is done once the execution has ended.
    public let afterExecution: Int32?

    /// The outputs of the flow, evaluated in the end.
    public let outputs: ExpressionNumber?

    /// The policy of the flow that makes another execution, by its position.
    public let retry: Int32?

    /// Whether executions need a slot, and what happens to those that find none.
    public let concurrency: OverflowBehavior?

    /// What is promised of executions.
    public let serviceLevels: [ServiceLevelPlan]

    /// Whether one of the promises is an assertion.
    let hasAssertions: Bool

    /// The expression of a reference.
    ///
    /// - Parameter reference: A reference of this plan.
    public subscript(reference: ExpressionNumber) -> PlannedExpression {
        expressions[Int(reference.number)]
    }

    /// Finds a task by its identifier.
    ///
    /// - Parameter id: The identifier.
    /// - Returns: The task's number, or `nil` if there is none.
    public func task(_ id: String) -> Int32? {
        tasks.firstIndex { $0.id == id }.map(Int32.init)
    }
}
