public import JSON

/// How a job ended, and what it gives.
public struct JobEnd: Sendable, Equatable {
    /// How it ended.
    public var outcome: JobOutcome

    /// What it gives to the tasks after it; `nil` for nothing.
    public var outputs: JSONObject?

    /// The values of the outputs that were made of secrets, each by the names and positions that lead to it.
    public var secretPaths: [[String]]

    /// What the executor is to do for it.
    public var requests: [JobRequest]

    /// Makes an end.
    ///
    /// - Parameters:
    ///   - outcome: How it ended.
    ///   - outputs: What it gives to the tasks after it.
    ///   - secretPaths: The values of the outputs that were made of secrets.
    ///   - requests: What the executor is to do for it.
    public init(
        _ outcome: JobOutcome,
        outputs: JSONObject? = nil,
        secretPaths: [[String]] = [],
        requests: [JobRequest] = []
    ) {
        (self.outcome, self.outputs, self.secretPaths, self.requests) = (outcome, outputs, secretPaths, requests)
    }
}

/// How a job ended.
public enum JobOutcome: Sendable, Equatable {
    /// It went well.
    case success
    /// It went well, with a warning.
    case warning
    /// It failed, for a reason that people can read; nothing made of secrets is in it.
    case failed(String)
    /// It was ended as asked.
    case killed
    /// There was nothing to do.
    case skipped
    /// Its worker stopped before it ended; another may do it.
    case lost
}

/// What the executor is to do for a job that went well, as whoever the job's execution acts for.
public enum JobRequest: Sendable, Equatable {
    /// Go on with a paused execution of the tenant, with what it is given.
    case resumeExecution(String, inputs: JSONObject)
    /// End an execution of the tenant, and those that it asked for as well if `cascade`.
    case killExecution(String, cascade: Bool)
}
