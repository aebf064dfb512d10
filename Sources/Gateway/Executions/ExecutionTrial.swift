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
