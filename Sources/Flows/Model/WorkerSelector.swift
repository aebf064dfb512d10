/// Which workers may run a task.
public struct WorkerSelector: Sendable, Equatable {
    /// How many tags a queue must have.
    public enum Match: String, Sendable, CaseIterable {
        /// All of them.
        case all = "ALL"
        /// One of them.
        case any = "ANY"
    }

    /// What happens when no queue has them.
    public enum Fallback: String, Sendable, CaseIterable {
        /// The task fails.
        case fail = "FAIL"
        /// The task waits for one.
        case wait = "WAIT"
        /// The task is cancelled.
        case cancel = "CANCEL"
        /// Any worker may run it.
        case ignore = "IGNORE"
    }

    /// The tags that are looked for, at most 20.
    public var tags: [String]

    /// How many of them a queue must have.
    public var match: Match

    /// What happens when no queue has them.
    public var fallback: Fallback

    /// The greatest number of tags.
    public static let tagLimit = 20
}
