import Flows
import JSON
import Tenancy
import WorkerProtocol

/// Something that an execution waits for and that the executor finds out itself: the values of expressions, what an
/// `update` task does, an execution that was asked for.
struct ExecutionQuestion: Sendable {
    /// Which question of an execution.
    enum Subject: Sendable, Hashable {
        /// The values of expressions.
        case evaluation(EvaluationID)
        /// What a task changes in its execution.
        case update(JobReference)
        /// An execution that a task run asked for.
        case child(ChildReference)
    }

    /// What tells a question from all others.
    struct Key: Sendable, Hashable {
        var execution: ExecutionID
        var subject: Subject
    }

    /// What is to be found out.
    enum Content: Sendable {
        /// The values of expressions, in their order.
        case expressions([PlannedExpression])
        /// Whether a loop ends after an execution that it asked for.
        case breakWhen([PlannedExpression], after: ExecutionID, RunState)
        /// The outputs of the flow.
        case outputs
        /// What is taken from an execution that was asked for.
        case childOutputs(PlannedExpression, of: ExecutionID)
        /// What a task changes.
        case update(FlowTask)
        /// The execution of another flow.
        case subflow(FlowTask, Child)
        /// The execution of an iteration.
        case iteration(FlowTask, Child)
    }

    /// An execution that is asked for.
    struct Child: Sendable {
        var id: ExecutionID
        var reference: ChildReference
        /// Which of its task run, from 0.
        var index: Int32
        var value: IterationValue?
        /// The labels of the execution that asks.
        var labels: [ExecutionLabel]
    }

    var key: Key
    var content: Content
    /// What names stand for.
    var variables: ExecutionVariables
    /// What has happened so far.
    var history = JobHistory()
}

/// The answer to a question.
struct ExecutionAnswer: Sendable {
    /// What was found out.
    enum Content: Sendable {
        /// Values of expressions.
        case values([EvaluatedValue])
        /// There is no answer, for a reason that may be shown.
        case failed(String)
        /// The outputs of the flow; those made of secrets are sealed.
        case outputs(JSONObject)
        /// What was taken from an execution that was asked for; what was made of secrets is sealed.
        case childOutputs(JSON)
        /// Labels to be added or replaced.
        case labels([ExecutionLabel])
        /// Variables to be set, sealed where they were made of secrets, and to be removed.
        case variables(set: JSONObject, removed: [String])
        /// The execution that was asked for.
        case child(NewExecution)
    }

    var key: ExecutionQuestion.Key
    var content: Content
}
