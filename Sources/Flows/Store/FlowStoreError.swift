/// Why an operation on flows that are kept was refused.
public enum FlowStoreError: Error, Equatable, Sendable {
    /// There is no such flow, revision or task.
    case notFound
    /// The namespace has a flow of this identifier already.
    case exists(FlowAddress)
    /// The declaration cannot be used; at least one problem is told.
    case invalid([FlowProblem])
    /// The declaration is of another flow than the one it was sent for.
    case otherFlow(expected: FlowAddress, found: FlowAddress)
    /// Several declarations of one request are of the same flow.
    case repeated(FlowAddress)
    /// The flow says that only programs may change it.
    case readOnly(FlowAddress)
    /// Somebody else changed the flow at the same time.
    case changedMeanwhile
    /// The revision is the current one, which only goes with the flow.
    case isCurrent(revision: Int)
    /// So many flows cannot be taken at once.
    case tooMany(limit: Int)
    /// So much text, in bytes, cannot be taken at once.
    case tooLarge(limit: Int)
    /// The text of the flow cannot be edited without changing what else it says.
    case notEditable(FlowAddress)
}

extension FlowStoreError: CustomStringConvertible {
    /// What was expected and what was found.
    public var description: String {
        switch self {
        case .notFound: "there is no such flow"
        case .exists(let address): "the namespace `\(address.namespace)` has a flow `\(address.id)` already"
        case .invalid(let problems): problems.map(\.description).joined(separator: "\n")
        case .otherFlow(let expected, let found):
            "expected the flow `\(expected.id)` of the namespace `\(expected.namespace)`, found `\(found.id)` of `\(found.namespace)`: neither can be changed"
        case .repeated(let address):
            "the flow `\(address.id)` of the namespace `\(address.namespace)` occurs twice"
        case .readOnly(let address):
            "the flow `\(address.id)` of the namespace `\(address.namespace)` has the label `system.readOnly`: only a token may change it"
        case .changedMeanwhile: "the flow was changed by somebody else at the same time; nothing was changed"
        case .isCurrent(let revision): "the revision \(revision) is the current one"
        case .tooMany(let limit): "more than \(limit) flows cannot be taken at once; narrow the search"
        case .tooLarge(let limit): "flows of more than \(limit) bytes cannot be taken at once; ask for fewer"
        case .notEditable(let address):
            "`disabled` cannot be set in the text of the flow `\(address.id)` of the namespace `\(address.namespace)`; change the text"
        }
    }
}
