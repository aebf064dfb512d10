/// What is promised of an execution, and what happens when it is broken.
public struct ServiceLevelPlan: Sendable, Equatable {
    /// What is promised.
    public enum Promise: Sendable, Equatable {
        /// It takes no more than so many milliseconds.
        case maxDuration(Int64)
        /// An expression holds at its start and after each task run.
        case assertion(ExpressionNumber)
    }

    /// What happens when it is broken.
    public enum Behavior: UInt8, Sendable {
        /// The execution fails: its tasks are ended, `errors` and `finally` run.
        case fail
        /// The execution is ended at once.
        case cancel
        /// It goes on.
        case none
    }

    /// What is promised.
    public var promise: Promise

    /// What happens when it is broken.
    public var behavior: Behavior

    /// The labels that the execution gets when it is broken.
    public var labels: [ExecutionLabel]
}

/// A label of an execution.
public struct ExecutionLabel: Sendable, Hashable {
    /// The name.
    public var key: String

    /// The value.
    public var value: String

    /// Makes a label.
    ///
    /// - Parameters:
    ///   - key: The name.
    ///   - value: The value.
    public init(_ key: String, _ value: String) {
        (self.key, self.value) = (key, value)
    }
}

/// What becomes of an execution that finds no slot.
public enum OverflowBehavior: UInt8, Sendable {
    /// It waits for one.
    case queue
    /// It is cancelled.
    case cancel
    /// It fails.
    case fail
}
