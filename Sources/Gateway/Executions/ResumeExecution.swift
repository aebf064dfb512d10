import Access
import Audit
import Daemon
import Executor
import Flows
import JSON
import Postgres
import Secrets
import Tenancy

/// Lets an execution go on that is paused, with what its pause asks for.
struct ResumeExecution: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/resume"
    static let id = "resumeExecution"
    static let summary = "Resume a paused execution."
    static let permission = Permission(.execution, .resume)
    static let body = RequestBody.multipart(limit: 8 << 20)
    static let fields: [FieldDescription] = [
        .body("inputs", "parts", "A part for each input that the pause asks for, named as it is.")
    ]

    private let resumption: Resumption

    init(_ request: Request) throws {
        self.resumption = try Resumption(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<ChangedExecution> {
        let (found, outcome) = try await resumption.resolve(by: principal, tx)
        try outcome.requireExecutable(found.record.address)
        return try await resumption.desk.carryOut(
            [.resume(taskRun: nil)],
            values: outcome.inputs.inputs.isEmpty ? nil : outcome.inputs.stored,
            on: found,
            by: principal,
            tx
        )
    }
}

/// Tells whether an execution could go on with some inputs, and lets none go on.
struct ValidateResumeInputs: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/executions/{executionId}/actions/resume/validate"
    static let id = "validateResumeExecutionInputs"
    static let summary = "Validate inputs to resume a paused execution."
    static let permission = Permission(.execution, .resume)
    static let body = ResumeExecution.body
    static let fields = ResumeExecution.fields

    private let resumption: Resumption

    init(_ request: Request) throws {
        self.resumption = try Resumption(request)
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> ExecutionInputsReply {
        let (found, outcome) = try await resumption.resolve(by: principal, tx)
        return ExecutionInputsReply(address: found.record.address, outcome: outcome)
    }
}

/// What is given with the end of a pause.
struct Resumption: Sendable {
    let execution: ExecutionID
    let supplied: SuppliedInputs
    let desk: ExecutionDesk
    let sealer: TextSealer?

    init(_ request: Request) throws {
        self.execution = try request.execution()
        self.supplied = try request.suppliedInputs()
        self.desk = ExecutionDesk(request)
        self.sealer = request.services.sealer
    }

    /// The execution, and what becomes of the inputs that its pause asks for.
    ///
    /// - Throws: ``GateError``; ``ExecutionConflict`` if it is not paused.
    func resolve(
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> (StoredExecution, ExecutionTrial.Outcome) {
        let found = try await desk.find(execution, for: .resume, by: principal, tx)
        guard let state = found.rows.execution?.state, state == .paused || found.isPaused else {
            throw ExecutionConflict.refused(.state(found.rows.execution?.state ?? .created), of: execution)
        }
        let planned = try await desk.flow(of: found.record, in: principal.tenant, tx)
        let (now, reader, supplied) = (desk.clock.now, desk.flows.store.reader, supplied)
        let cipher = sealer.map { InputCipher.executions($0, of: principal.tenant) }
        let declared = found.pausedTask.flatMap { planned.flow.task($0)?.properties["onResume"] }
        let outcome = try await desk.flows.away {
            var flow = planned.flow
            flow.inputs = declared.map { reader.inputs($0) } ?? []
            // What the flow asks before it begins does not matter any more.
            flow.checks = []
            return try ExecutionTrial(flow, revision: planned.revision, at: now, cipher: cipher).run(supplied)
        }
        return (found, outcome)
    }
}

extension StoredExecution {
    /// Whether a task run waits for somebody who resumes it.
    fileprivate var isPaused: Bool { rows.taskRuns.contains { $0.step == .paused } }

    /// The task that was paused last.
    fileprivate var pausedTask: String? {
        rows.taskRuns.last { $0.step == .paused }.flatMap { tasks[$0.number] }
    }
}
