/// What is promised of an execution of a flow.
public struct ServiceLevel: Sendable {
    /// What is promised.
    public enum Promise: Sendable, Equatable {
        /// It takes no longer.
        case maxDuration(Duration)
        /// A template renders to something else than nothing, `false` or a zero.
        case executionAssertion(String)
    }

    /// What becomes of an execution that breaks the promise.
    public enum Behavior: String, Sendable, CaseIterable {
        /// It fails.
        case fail = "FAIL"
        /// It is cancelled.
        case cancel = "CANCEL"
        /// It goes on.
        case none = "NONE"
    }

    /// Names the promise.
    public var id: String

    /// What is promised.
    public var promise: Promise

    /// What becomes of an execution that breaks it.
    public var behavior: Behavior

    /// The labels that such an execution gets.
    public var labels: [FlowLabel]
}
