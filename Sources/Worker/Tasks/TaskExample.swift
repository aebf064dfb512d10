public import JSON
public import WorkerProtocol

/// A flow that shows a task type in use, and what must come of each of its tasks.
public struct TaskExample: Sendable {
    /// What must come of a task.
    public struct End: Sendable {
        /// The task.
        public let task: String
        /// How it ends: `success`, `warning` or `failed`.
        public let outcome: String
        /// What it writes to its log: level and message.
        public let log: [(level: JobLogLevel, message: String)]
        /// What it gives.
        public let outputs: JSONObject?
    }

    /// The source of the flow.
    public let flow: String

    /// The inputs that it is given.
    public let inputs: JSONObject

    /// The names of the inputs that are secret.
    public let secretInputs: [String]

    /// What must come of it, in the order of the tasks.
    public let ends: [End]

    init(_ flow: String, inputs: JSONObject = [:], secretInputs: [String] = [], _ ends: End...) {
        (self.flow, self.inputs, self.secretInputs, self.ends) = (flow, inputs, secretInputs, ends)
    }
}

extension TaskExample.End {
    /// What must come of a task.
    static func end(
        _ task: String,
        _ outcome: String = "success",
        log: [(level: JobLogLevel, message: String)] = [],
        outputs: JSONObject? = nil
    ) -> Self {
        Self(task: task, outcome: outcome, log: log, outputs: outputs)
    }
}
