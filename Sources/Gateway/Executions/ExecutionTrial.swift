import Crypto
import Daemon
import Expressions
import Flows
import JSON
import Tenancy

/// What would become of the inputs and checks of an execution.
struct ExecutionTrial {
    /// The inputs, and the checks that do not hold.
    struct Outcome {
        let inputs: InputResolution
        let failures: [FlowCheck.Failure]

        /// Whether a check that does not hold makes the execution fail.
        var isFailed: Bool { failures.contains { $0.behavior == .failExecution } }

        /// Refuses what no execution can be made with.
        ///
        /// - Throws: `FieldErrors` for inputs that are not valid; ``FlowNotExecutable``; ``FilesNotKept``.
        func requireExecutable(_ address: FlowAddress) throws {
            guard inputs.isValid else { throw inputs.invalid }
            if let failure = failures.first(where: { $0.behavior == .blockExecution }) {
                throw FlowNotExecutable(address, failure: failure)
            }
            if let input = inputs.inputs.first(where: { $0.isFile }) { throw FilesNotKept(input: input.input.id) }
        }
    }

    /// How long all templates together may take.
    private static let patience = Duration.seconds(2)

    private let flow: Flow
    private let revision: Int
    private let now: ExpressionDate
    private let cipher: InputCipher?

    init(_ flow: Flow, revision: Int, at now: Instant, cipher: InputCipher?) {
        (self.flow, self.revision, self.cipher) = (flow, revision, cipher)
        self.now = ExpressionDate(microseconds: now.microseconds)
    }

    /// Resolves the inputs; checks are looked at if all of them are valid.
    ///
    /// - Throws: `FieldErrors` if the flow's inputs cannot be resolved whatever is given.
    func run(_ supplied: SuppliedInputs) throws(FieldErrors) -> Outcome {
        let (context, services) = (context, services)
        let inputs = try InputResolver(flow.inputs).resolve(supplied, in: context, services: services, cipher: cipher)
        guard inputs.isValid else { return Outcome(inputs: inputs, failures: []) }
        let failures = FlowCheck.failures(among: flow.checks, inputs, in: context, services: services)
        return Outcome(inputs: inputs, failures: failures)
    }

    private var context: ExpressionVariables {
        let labels = flow.labels.map { (name: $0.key, value: ExpressionValue.text($0.value)) }
        return ExpressionVariables(
            ExpressionMap([
                (
                    "flow",
                    .map([
                        ("id", .text(flow.id.description)), ("namespace", .text(flow.namespace.description)),
                        ("revision", .integer(Int64(revision))),
                    ])
                ),
                ("vars", ExpressionValue(.object(flow.variables))), ("labels", .map(labels)),
            ])
        )
    }

    private var services: ExpressionServices {
        var services = ExpressionServices()
        let end = ContinuousClock.now + Self.patience
        services.hasExpired = { ContinuousClock.now > end }
        let now = now
        services.now = { now }
        services.randomBytes = { Random.bytes($0) }
        return services
    }
}

extension InputResolution {
    /// Everything that is wrong, each message with the name of its input, as that of a validation.
    var invalid: FieldErrors {
        var errors = FieldErrors()
        for input in inputs {
            for problem in input.problems { errors.append(input.input.id, "`\(input.input.id)`: \(problem.message)") }
        }
        return errors
    }
}

extension ResolvedInput {
    /// Whether a file was given for it.
    var isFile: Bool { isEnabled && input.type == .file && value.map { !$0.json.isNull } == true }
}
