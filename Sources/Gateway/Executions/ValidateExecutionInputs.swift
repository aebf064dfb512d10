import Access
import Audit
import Daemon
import Executor
import Flows
import JSON
import Postgres
import Secrets
import Tenancy

/// Tells whether an execution of a flow could be made with some inputs, and makes none.
struct ValidateExecutionInputs: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/executions/{namespace}/{id}/validate"
    static let id = "validateNewExecutionInputs"
    static let summary = "Validate the creation of a new execution for a flow"
    static let permission = Permission(.execution, .create)
    static let body = RequestBody.multipart(limit: 8 << 20)
    static let fields: [FieldDescription] = [
        .revision,
        .query("labels", "[string]", "The labels of the execution, each as `key:value`."),
        .body("inputs", "parts", "A part for each input, named as it is: text, or a file for the type `FILE`."),
    ]

    private let address: FlowAddress
    private let revision: Int?
    private let supplied: SuppliedInputs
    private let desk: FlowDesk
    private let sealer: TextSealer?
    private let clock: any WallClock

    init(_ request: Request) throws {
        self.address = try request.flow()
        self.revision = try request.revision()
        _ = try request.executionLabels()
        self.supplied = try request.suppliedInputs()
        self.desk = request.services.flows
        self.sealer = request.services.sealer
        self.clock = request.services.clock
    }

    var target: Target { .namespace(address.namespace) }

    func otherGround(for principal: Principal, in tx: borrowing Transaction) -> Decision.Ground? {
        principal.groundToExecute(in: address.namespace)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> ExecutionInputsReply {
        let record = try await desk.store.get(address, revision: revision, in: principal.tenant, tx)
        guard !record.isDisabled, !record.isDraft else { throw FlowNotExecutable(address, isDraft: record.isDraft) }
        let (supplied, reader, tenant) = (supplied, desk.store.reader, principal.tenant)
        let now = clock.now
        let cipher = sealer.map { InputCipher.executions($0, of: tenant) }
        // Templates of a thousand inputs may take their time.
        return try await desk.away {
            let reading = reader.read(Array(record.source.utf8))
            guard let flow = reading.flow else { throw FlowStoreError.invalid(reading.errors) }
            let trial = ExecutionTrial(flow, revision: record.revision, at: now, cipher: cipher)
            return ExecutionInputsReply(address: record.address, outcome: try trial.run(supplied))
        }
    }
}
