import Access
import Audit
import Daemon
import Executor
import Flows
import Postgres
import Secrets
import Tenancy

/// Makes another execution that repeats one with other inputs.
struct ReplayExecutionWithInputs: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/replay-with-inputs"
    static let id = "replayExecutionWithinputs"
    static let summary = "Create a new execution from an old one with other inputs"
    static let permission = Permission(.execution, .replay)
    static let body = RequestBody.multipart(limit: 8 << 20)
    static let fields =
        FieldDescription.replay + [
            .body("inputs", "parts", "A part for each input, named as it is: text, or a file for the type `FILE`.")
        ]

    private let execution: ExecutionID
    private let replay: ReplayRequest
    private let supplied: SuppliedInputs
    private let desk: ExecutionDesk
    private let sealer: TextSealer?

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.replay = try ReplayRequest(request)
        self.supplied = try request.suppliedInputs()
        self.desk = ExecutionDesk(request)
        self.sealer = request.services.sealer
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        let found = try await desk.find(execution, for: .replay, withOutputs: true, by: principal, tx)
        let planned = try await desk.flow(of: found.record, revision: replay.revision, in: principal.tenant, tx)
        let cipher = sealer.map { InputCipher.executions($0, of: principal.tenant) }
        let trial = ExecutionTrial(planned.flow, revision: planned.revision, at: desk.clock.now, cipher: cipher)
        let supplied = supplied
        let outcome = try await desk.flows.away { try trial.run(supplied) }
        try outcome.requireExecutable(found.record.address)
        return try await desk.replay(
            found,
            from: try replay.run.map { try found.number(ofTaskRun: $0) },
            revision: replay.revision,
            breakpoints: replay.breakpoints,
            inputs: outcome.inputs.stored,
            by: principal,
            tx
        )
    }
}
