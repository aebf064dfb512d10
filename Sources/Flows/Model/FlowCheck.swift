/// What must hold before an execution of a flow is made.
public struct FlowCheck: Sendable, Equatable {
    /// How the message is shown.
    public enum Style: String, Sendable, CaseIterable {
        /// As an error.
        case error = "ERROR"
        /// As good news.
        case success = "SUCCESS"
        /// As a warning.
        case warning = "WARNING"
        /// As a remark.
        case info = "INFO"
    }

    /// What becomes of an execution for which it does not hold.
    public enum Behavior: String, Sendable, CaseIterable {
        /// It is not made.
        case blockExecution = "BLOCK_EXECUTION"
        /// It is made and fails.
        case failExecution = "FAIL_EXECUTION"
        /// It is made.
        case createExecution = "CREATE_EXECUTION"
    }

    /// A template; the check holds unless it renders to nothing, `false` or a zero.
    public var when: String

    /// What is said when it does not hold, a template.
    public var message: String

    /// How the message is shown.
    public var style: Style

    /// What becomes of the execution.
    public var behavior: Behavior
}
