import Access
import Crypto
public import Daemon
import Expressions
public import Flows
import JSON
public import Secrets
public import Tenancy

/// Makes executions of flows: inputs resolved, labels put together, checks asked.
///
/// What it makes is written by whoever asks, in a transaction of theirs, together with the message ``ExecutionMessage/Content/begin``;
/// when that is committed, ``ExecutorDoorbell`` tells the executor.
///
/// ```swift
/// let made = try await launcher.make(plans.flow(of: record, in: tenant), request, in: tenant)
/// try await executions.create([made], in: tenant, tx)
/// ```
public struct ExecutionLauncher: Sendable {
    private let environment: ExecutionEnvironment
    private let sealer: TextSealer?
    private let clock: any WallClock

    /// How long the templates of the inputs and checks of one execution may take.
    private static let patience = Duration.seconds(2)

    /// Makes a launcher.
    ///
    /// - Parameters:
    ///   - environment: What expressions see of the instance.
    ///   - sealer: Encrypts the values of secret inputs; without one they are refused.
    ///   - clock: Tells when an execution is made.
    public init(environment: ExecutionEnvironment, sealer: TextSealer?, clock: any WallClock) {
        (self.environment, self.sealer, self.clock) = (environment, sealer, clock)
    }

    /// Makes an execution.
    ///
    /// - Parameters:
    ///   - flow: The flow.
    ///   - request: What is asked for.
    ///   - id: Its identifier; a new one if it is not said.
    ///   - tenant: The tenant.
    /// - Returns: The execution, `CREATED`; or ended already, if a check of the flow fails it.
    /// - Throws: ``ExecutionLaunchError``.
    public func make(
        _ flow: DeployedFlow,
        _ request: ExecutionRequest,
        id: ExecutionID = .random(),
        in tenant: Tenant.ID
    ) throws(ExecutionLaunchError) -> NewExecution {
        let labels = Self.labels(of: request, flow.flow, id)
        let context = context(flow, labels, request.trigger)
        let inputs = try resolve(flow.flow, request.inputs, context, tenant)
        var state = ExecutionState(
            flow.plan,
            id: id,
            at: clock.milliseconds,
            labels: labels,
            breakpoints: request.breakpoints,
            scheduledAt: request.scheduledAt
        )
        if try failsChecks(flow.flow, inputs, context) { state.failAtOnce() }
        let record = ExecutionRecord(
            id: id,
            namespace: flow.flow.namespace,
            flow: flow.flow.id,
            revision: flow.revision,
            inputs: try stored(inputs, request.secretInputs, tenant),
            variables: flow.flow.variables,
            trigger: request.trigger,
            parent: request.parent,
            kind: request.kind,
            createdBy: request.createdBy
        )
        return NewExecution(record, flow.plan, rows: state.takeRows())
    }

    /// The labels of the flow, those that are asked for in their place or beside them, and the one that tells what belongs
    /// together.
    private static func labels(of request: ExecutionRequest, _ flow: Flow, _ id: ExecutionID) -> [ExecutionLabel] {
        let asked = request.labels
        let names = Set(asked.map(\.key))
        var labels = flow.labels.map { ExecutionLabel($0.key, $0.value) }.filter { !names.contains($0.key) }
        for label in asked {
            labels.removeAll { $0.key == label.key }
            labels.append(label)
        }
        if !names.contains(Self.correlation) { labels.append(ExecutionLabel(Self.correlation, id.description)) }
        return labels
    }

    /// The label that executions share which were made for one another.
    public static let correlation = "system.correlationId"

    private func context(_ flow: DeployedFlow, _ labels: [ExecutionLabel], _ trigger: JSON) -> ExpressionVariables {
        var members: [ExpressionMap.Member] = [
            (
                "flow",
                .map([
                    ("id", .text(flow.flow.id.description)), ("namespace", .text(flow.flow.namespace.description)),
                    ("revision", .integer(Int64(flow.revision))),
                ])
            ),
            ("vars", ExpressionValue(.object(flow.flow.variables))),
            ("labels", .map(labels.map { ($0.key, .text($0.value)) })),
            ("envs", .map(environment.envs.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })),
            ("globals", ExpressionValue(.object(environment.globals))),
        ]
        if let variables = trigger["variables"] { members.append(("trigger", ExpressionValue(variables))) }
        return ExpressionVariables(ExpressionMap(members))
    }

    private func resolve(
        _ flow: Flow,
        _ supplied: SuppliedInputs,
        _ context: ExpressionVariables,
        _ tenant: Tenant.ID
    ) throws(ExecutionLaunchError) -> InputResolution {
        let resolution: InputResolution
        do throws(FieldErrors) {
            resolution = try InputResolver(flow.inputs).resolve(
                supplied,
                in: context,
                services: services,
                cipher: sealer.map { .executions($0, of: tenant) }
            )
        } catch {
            throw .inputs(error)
        }
        guard resolution.isValid else { throw .inputs(resolution.errors) }
        return resolution
    }

    /// The inputs as they are kept: those that were made of secrets are sealed even where their types are no secrets.
    private func stored(
        _ inputs: InputResolution,
        _ secrets: Set<String>,
        _ tenant: Tenant.ID
    ) throws(ExecutionLaunchError) -> JSONObject {
        guard !secrets.isEmpty else { return inputs.stored }
        let names = Set(secrets.map { String($0.prefix { $0 != "." }) })
        guard let sealer,
            let sealed = try? SealedDocument.sealed(
                inputs.stored,
                at: names.map { [$0] },
                with: .executions(sealer, of: tenant)
            )
        else { throw .noKey }
        return sealed
    }

    /// Whether a check of the flow says that the execution fails.
    private func failsChecks(
        _ flow: Flow,
        _ inputs: InputResolution,
        _ context: ExpressionVariables
    ) throws(ExecutionLaunchError) -> Bool {
        guard !flow.checks.isEmpty else { return false }
        let failures = FlowCheck.failures(among: flow.checks, inputs, in: context, services: services)
        let blocking = failures.filter { $0.behavior == .blockExecution }
        guard blocking.isEmpty else { throw .blocked(blocking) }
        return failures.contains { $0.behavior == .failExecution }
    }

    private var services: ExpressionServices {
        let end = ContinuousClock.now + Self.patience
        return .executor(at: clock.now, until: end)
    }
}

extension ExecutionState {
    /// Ends an execution that was made only to be seen to fail.
    fileprivate mutating func failAtOnce() {
        root.phase = .ended
        outputsAreDone = true
        enter(.failed)
        effects = []
    }
}

extension InputCipher {
    /// Seals what executions keep that was made of secrets: inputs, variables and outputs.
    ///
    /// - Parameters:
    ///   - sealer: Encrypts and decrypts.
    ///   - tenant: Whose executions they are.
    /// - Returns: The cipher.
    public static func executions(_ sealer: TextSealer, of tenant: Tenant.ID) -> InputCipher {
        InputCipher(
            seal: { try sealer.seal($0, as: "input", of: tenant) },
            open: { try sealer.open($0, as: "input", of: tenant) }
        )
    }
}

extension ExecutionID {
    /// Makes an identifier that nobody can guess.
    ///
    /// - Returns: The identifier.
    public static func random() -> ExecutionID {
        var generator = SystemRandomNumberGenerator()
        return ExecutionID(generator.next(), generator.next())
    }
}

extension WallClock {
    /// Milliseconds since 1970.
    var milliseconds: Int64 { now.microseconds / 1000 }
}
