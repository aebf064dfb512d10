public import Access
public import Flows
public import JSON
public import Tenancy

/// What an execution has besides the rows of the machine.
public struct ExecutionRecord: Sendable, Equatable {
    /// The identifier.
    public var id: ExecutionID

    /// The namespace of the flow.
    public var namespace: Namespace.Name

    /// The flow.
    public var flow: Flow.ID

    /// The revision of the flow that is run.
    public var revision: Int

    /// The values of the inputs; those of secrets are sealed.
    public var inputs: JSONObject

    /// What tasks have set as variables.
    public var variables: JSONObject

    /// The outputs of the flow, once they are known; those made of secrets are sealed.
    public var outputs: JSONObject?

    /// What has begun it, as the API shows it: an object, or `null`.
    public var trigger: JSON

    /// The execution that asked for it, to which its end is told.
    public var parent: ExecutionParent?

    /// The execution that it is a replay or a replacement of; itself if it is none.
    public var originalID: ExecutionID

    /// What it is for.
    public var kind: ExecutionKind

    /// Who asked for it.
    public var createdBy: Account.ID?

    /// Which iteration of a `Loop` it runs.
    public var loop: ExecutionLoop?

    /// Makes a record.
    ///
    /// - Parameters:
    ///   - id: The identifier.
    ///   - namespace: The namespace of the flow.
    ///   - flow: The flow.
    ///   - revision: The revision of the flow that is run.
    ///   - inputs: The values of the inputs; those of secrets are sealed.
    ///   - variables: What tasks have set as variables.
    ///   - outputs: The outputs of the flow.
    ///   - trigger: What has begun it.
    ///   - parent: The execution that asked for it.
    ///   - originalID: The execution that it is made of, `nil` if it is none's.
    ///   - kind: What it is for.
    ///   - createdBy: Who asked for it.
    ///   - loop: Which iteration of a `Loop` it runs.
    public init(
        id: ExecutionID,
        namespace: Namespace.Name,
        flow: Flow.ID,
        revision: Int,
        inputs: JSONObject = [:],
        variables: JSONObject = [:],
        outputs: JSONObject? = nil,
        trigger: JSON = nil,
        parent: ExecutionParent? = nil,
        originalID: ExecutionID? = nil,
        kind: ExecutionKind = .normal,
        createdBy: Account.ID? = nil,
        loop: ExecutionLoop? = nil
    ) {
        (self.id, self.namespace, self.flow, self.revision) = (id, namespace, flow, revision)
        (self.inputs, self.variables, self.outputs, self.trigger) = (inputs, variables, outputs, trigger)
        (self.parent, self.originalID, self.kind) = (parent, originalID ?? id, kind)
        (self.createdBy, self.loop) = (createdBy, loop)
    }

    /// The flow with its namespace.
    public var address: FlowAddress { FlowAddress(namespace, flow) }
}

/// What an execution is for.
public enum ExecutionKind: String, Sendable, CaseIterable {
    /// To do the work of its flow.
    case normal = "NORMAL"
    /// To test its flow.
    case test = "TEST"
    /// To try parts of its flow.
    case playground = "PLAYGROUND"
    /// To run an iteration of a `Loop`.
    case loop = "LOOP"
}

/// The execution that asked for another one.
public struct ExecutionParent: Sendable, Hashable {
    /// The execution.
    public var execution: ExecutionID

    /// The task run that waits for the other, and which of its executions that is.
    public var reference: ChildReference

    /// Makes a parent.
    ///
    /// - Parameters:
    ///   - execution: The execution.
    ///   - reference: The task run and which of its executions is meant.
    public init(_ execution: ExecutionID, _ reference: ChildReference) {
        (self.execution, self.reference) = (execution, reference)
    }
}

/// One iteration of a `Loop`, which is an execution of its own.
public struct ExecutionLoop: Sendable, Hashable {
    /// The task.
    public var task: String

    /// Which iteration, from 0.
    public var index: Int32

    /// The value that it is run for.
    public var value: IterationValue

    /// Makes an iteration.
    ///
    /// - Parameters:
    ///   - task: The task.
    ///   - index: Which iteration, from 0.
    ///   - value: The value that it is run for.
    public init(task: String, index: Int32, value: IterationValue) {
        (self.task, self.index, self.value) = (task, index, value)
    }
}
