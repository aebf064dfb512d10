import Flows
import JSON
import Tenancy

/// An execution in the memory of the lane that alone writes it.
struct ExecutionSubject: Sendable {
    /// What its expressions see.
    var scope: ExecutionScope

    /// What is going on in it.
    var state: ExecutionState

    /// The last lines of its log that tell of errors, if its flow may ask for them.
    private(set) var errors: [ExecutionLogLine] = []

    /// More of them are not kept.
    static let errorLimit = 100

    /// When it was last touched, by the lane's own count.
    var lastUse: UInt64 = 0

    /// Takes an execution as it is kept.
    ///
    /// - Parameters:
    ///   - stored: The execution, with its outputs.
    ///   - flow: The revision of the flow that it runs.
    ///   - tenant: The tenant.
    ///   - environment: What expressions see of the instance.
    ///   - cipher: Opens what is sealed.
    /// - Throws: `PlanError`, or `RowsError` if the rows are no execution of the flow.
    init(
        _ stored: StoredExecution,
        _ flow: DeployedFlow,
        tenant: Tenant.ID,
        environment: ExecutionEnvironment,
        cipher: InputCipher?
    ) throws {
        let plan = try flow.plan(iterationOf: stored.record.loop?.task)
        state = try ExecutionState(plan, rows: stored.rows)
        let outputs = ExecutionOutputs()
        for (number, output) in stored.outputs.sorted(by: { $0.key < $1.key }) {
            guard let run = state.position(ofRun: number) else { continue }
            outputs.set(output, ofTaskRun: number, at: state.outputPath(of: run))
        }
        scope = ExecutionScope(
            tenant: tenant,
            flow: flow,
            record: stored.record,
            outputs: outputs,
            environment: environment,
            cipher: cipher
        )
    }

    /// Keeps lines of the log that tell of errors.
    mutating func note(_ lines: [ExecutionLogLine]) {
        guard scope.flow.asksForErrors else { return }
        errors = (errors + lines).suffix(Self.errorLimit)
    }

    /// About how many bytes of memory it takes.
    var weight: Int {
        4096 + state.runs.count * 400 + state.attempts.count * 100 + state.iterations.count * 120 + scope.outputs.weight
    }

    /// Whether the executor itself does a job.
    func isUpdate(_ job: Job) -> Bool {
        if case .update = state.plan.tasks[Int(job.task)].kind { true } else { false }
    }

    /// The task of the flow that a task run is of.
    func task(ofRun run: Int32) -> FlowTask? {
        scope.flow.task(state.plan.tasks[Int(state.runs[Int(run)].task)].id)
    }
}
