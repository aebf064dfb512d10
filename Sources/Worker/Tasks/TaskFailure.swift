import Expressions

/// Why a task did not go well.
enum TaskFailure: Error {
    /// It failed; what of the reason was made of a secret is marked.
    case failed(ExpressionText)
    /// It was asked to end.
    case ended

    /// Makes a failure of words of our own.
    static func failed(_ reason: String) -> TaskFailure {
        .failed(ExpressionText(reason))
    }
}
