import Access
import Audit
import Daemon
import Executor
import Flows
import HTTP
import JSON
import Postgres
import Tenancy

/// Makes an execution of a flow, and answers at once or when it has ended.
struct CreateExecution: APIOperation, PreparedChange {
    static let route: Route = "POST /api/v1/{tenant}/executions/{namespace}/{id}"
    static let id = "createExecution"
    static let summary = "Create a new execution for a flow"
    static let permission = Permission(.execution, .create)
    static let body = RequestBody.multipart(limit: 8 << 20)
    static let fields: [FieldDescription] = [
        .revision,
        .query("labels", "[string]", "The labels of the execution, each as `key:value`."),
        .query("wait", "boolean", "Whether to answer only when the execution has ended."),
        .query("scheduleDate", "date-time", "When the execution is to begin, if not at once."),
        .query("breakpoints", "string", "The tasks to halt before, as `task` or `task.value`, with commas."),
        .query("kind", "NORMAL | TEST | PLAYGROUND", "What the execution is for."),
        .body("inputs", "parts", "A part for each input, named as it is: text, or a file for the type `FILE`."),
    ]

    private let address: FlowAddress
    private let revision: Int?
    private let supplied: SuppliedInputs
    private let labels: [ExecutionLabel]
    private let waits: Bool
    private let scheduledAt: Instant?
    private let breakpoints: [Breakpoint]
    private let kind: ExecutionKind
    private let desk: ExecutionDesk
    private let launcher: ExecutionLauncher
    /// The flow that is kept, and for whom it is executed.
    private var kept: (record: FlowRecord, principal: Principal)?
    /// The execution that was made, and is not kept yet.
    private var made: NewExecution?

    init(_ request: Request) throws {
        self.address = try request.flow()
        self.revision = try request.revision()
        self.labels = try request.executionLabels()
        self.waits = try request.flag("wait")
        self.scheduledAt = try request.instant("scheduleDate")
        self.breakpoints = try request.breakpoints()
        self.kind = try request.executionKind()
        self.supplied = try request.suppliedInputs()
        self.desk = ExecutionDesk(request)
        self.launcher = request.services.launcher
    }

    var target: Target { .namespace(address.namespace) }

    func otherGround(for principal: Principal, in tx: borrowing Transaction) -> Decision.Ground? {
        principal.groundToExecute(in: address.namespace)
    }

    mutating func gather(by principal: Principal, in tx: borrowing Transaction) async throws {
        let record = try await desk.flows.store.get(address, revision: revision, in: principal.tenant, tx)
        guard !record.isDisabled, !record.isDraft else { throw FlowNotExecutable(address, isDraft: record.isDraft) }
        kept = (record, principal)
    }

    mutating func prepare() async throws {
        guard let (record, principal) = kept else { throw FlowStoreError.notFound }
        let (plans, launcher, asked) = (desk.plans, launcher, asked(by: principal))
        // Templates of a thousand inputs may take their time.
        made = try await desk.flows.away {
            let flow = try plans.flow(of: record, in: principal.tenant)
            let made = try launcher.make(flow, asked, in: principal.tenant)
            // What is wrong with the inputs is told before.
            try flow.flow.refuseFiles(in: asked.inputs)
            return made
        }
    }

    func callAsFunction(
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Recorded<CreatedExecution> {
        guard let made else { throw FlowStoreError.notFound }
        // It may have been deleted or put out of use since it was read.
        let newest = try await desk.flows.store.get(address, in: principal.tenant, tx)
        guard !newest.isDisabled else { throw FlowNotExecutable(address, isDraft: false) }
        let changed = try await desk.create(made, by: principal, tx)
        let answer = CreatedExecution(
            execution: changed.output.reply,
            tenant: principal.tenant,
            waits: waits,
            desk: desk
        )
        return Recorded(answer, changed.changes)
    }

    private func asked(by principal: Principal) -> ExecutionRequest {
        ExecutionRequest(
            inputs: supplied,
            labels: labels,
            breakpoints: breakpoints,
            scheduledAt: scheduledAt?.milliseconds,
            kind: kind,
            createdBy: principal.account
        )
    }
}

extension Flow {
    /// Refuses files, sent along or named.
    ///
    /// - Throws: ``FilesNotKept``.
    func refuseFiles(in supplied: SuppliedInputs) throws(FilesNotKept) {
        for id in supplied.ids {
            if case .file = supplied[id] { throw FilesNotKept(input: id) }
        }
        for input in inputs where input.type == .file {
            guard let value = supplied[input.id], value != .text("") else { continue }
            throw FilesNotKept(input: input.id)
        }
    }
}

extension Principal {
    /// What allows the caller to execute the flows of a namespace: the right to execute flows stands for that to make executions.
    func groundToExecute(in namespace: Namespace.Name) -> Decision.Ground? {
        guard case .allowed(let ground) = grants.decide(Permission(.flow, .execute), in: namespace) else { return nil }
        return ground
    }
}

extension Request {
    /// What an execution is to be for; an iteration of a loop is made by its loop only.
    ///
    /// - Throws: `FieldErrors`.
    fileprivate func executionKind() throws(FieldErrors) -> ExecutionKind {
        guard let text = query["kind"], !text.isEmpty else { return .normal }
        guard let kind = ExecutionKind(rawValue: text), kind != .loop else {
            throw FieldErrors("kind", "expected `NORMAL`, `TEST` or `PLAYGROUND`")
        }
        return kind
    }
}
