import Flows

/// Why no execution of a flow can be made.
struct FlowNotExecutable: Error, CustomStringConvertible {
    let description: String

    /// The flow is not in use.
    init(_ address: FlowAddress, isDraft: Bool) {
        let state = isDraft ? "a draft" : "disabled"
        description = "the flow `\(address.id)` of the namespace `\(address.namespace)` is \(state)"
    }

    /// A check of the flow does not hold.
    init(_ address: FlowAddress, failure: FlowCheck.Failure) {
        description = "a check of the flow `\(address.id)` does not hold: \(failure.message)"
    }
}

/// A file was given, and files are not kept by this release.
struct FilesNotKept: Error, CustomStringConvertible {
    /// The input that it was given for.
    let input: String

    var description: String {
        "the input `\(input)` is a file, and this release does not keep the files of executions"
    }
}
