public import Access
public import Flows
public import JSON

/// What is asked for when an execution of a flow is to be made.
public struct ExecutionRequest: Sendable {
    /// What was given for the inputs.
    public var inputs: SuppliedInputs

    /// The inputs whose values were made of secrets, whatever their types; they are kept encrypted.
    public var secretInputs: Set<String>

    /// Labels; they take the place of those of the flow that have the same names.
    public var labels: [ExecutionLabel]

    /// The tasks before which it halts.
    public var breakpoints: [Breakpoint]

    /// When it is to begin, in milliseconds since 1970, if not at once.
    public var scheduledAt: Int64?

    /// What it is for.
    public var kind: ExecutionKind

    /// What has begun it: `null`, or an object of `id`, `type` and `variables`.
    public var trigger: JSON

    /// The execution that asks for it.
    public var parent: ExecutionParent?

    /// Who asks for it.
    public var createdBy: Account.ID?

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - inputs: What was given for the inputs.
    ///   - secretInputs: The inputs whose values were made of secrets.
    ///   - labels: Labels beside those of the flow.
    ///   - breakpoints: The tasks before which it halts.
    ///   - scheduledAt: When it is to begin, if not at once.
    ///   - kind: What it is for.
    ///   - trigger: What has begun it.
    ///   - parent: The execution that asks for it.
    ///   - createdBy: Who asks for it.
    public init(
        inputs: SuppliedInputs = SuppliedInputs(),
        secretInputs: Set<String> = [],
        labels: [ExecutionLabel] = [],
        breakpoints: [Breakpoint] = [],
        scheduledAt: Int64? = nil,
        kind: ExecutionKind = .normal,
        trigger: JSON = nil,
        parent: ExecutionParent? = nil,
        createdBy: Account.ID? = nil
    ) {
        (self.inputs, self.secretInputs) = (inputs, secretInputs)
        (self.labels, self.breakpoints) = (labels, breakpoints)
        (self.scheduledAt, self.kind, self.trigger) = (scheduledAt, kind, trigger)
        (self.parent, self.createdBy) = (parent, createdBy)
    }
}

/// Why no execution of a flow is made.
public enum ExecutionLaunchError: Error, Sendable {
    /// Inputs are missing or wrong, by their identifiers.
    case inputs(FieldErrors)
    /// Checks of the flow do not hold and say that nothing is to be made.
    case blocked([FlowCheck.Failure])
    /// A value that is a secret cannot be kept: there is no key to encrypt it with.
    case noKey
}

extension ExecutionLaunchError: CustomStringConvertible {
    /// What was expected and what was found.
    public var description: String {
        switch self {
        case .inputs(let errors): "\(errors)"
        case .blocked(let failures): failures.map(\.message).joined(separator: "\n")
        case .noKey: "there is no key to keep a secret value with"
        }
    }
}
