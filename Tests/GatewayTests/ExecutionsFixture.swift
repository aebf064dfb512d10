import Access
import Audit
import Crypto
import Daemon
import Executor
import Flows
import JSON
import Postgres
import Secrets
import Tenancy
import Testbed
import Testing

/// Sends requests about executions, and stands for the executor: nothing runs unless the test says so.
struct ExecutionsFixture: Sendable {
    let harness: GatewayHarness
    let flows: FlowsFixture
    let store = ExecutionStore()
    private let plans = FlowPlans(store: FlowStore())

    init() async throws {
        harness = try await GatewayHarness()
        flows = FlowsFixture(harness: harness)
    }

    /// A flow whose tasks fail, pause and give outputs as the test says.
    static let tasks = """
          - id: second
            type: io.kestra.plugin.core.debug.Return
            format: "{{ inputs.name }}"
        """

    func tenant(of sender: GatewayHarness.Sender) -> String { flows.tenant(of: sender) }

    /// Makes a flow of two tasks.
    func deploy(
        _ id: String,
        in namespace: String = "team",
        _ more: String = "",
        as sender: GatewayHarness.Sender = .admin
    ) async throws {
        let source = FlowsFixture.source(id, in: namespace, Self.tasks + "\n" + more)
        let answer = await flows.create(source, as: sender)
        #expect(answer.status == 200, "\(answer.text)")
    }

    /// Asks for an execution: a form of fields, and of files by field with the names they have.
    func start(
        _ id: String,
        in namespace: String = "team",
        _ fields: [String: String] = [:],
        files: [String: String] = [:],
        query: String = "",
        as sender: GatewayHarness.Sender = .admin
    ) async -> GatewayHarness.Answer {
        await form(
            "POST /api/v1/\(tenant(of: sender))/executions/\(namespace)/\(id)\(query)",
            fields,
            files: files,
            as: sender
        )
    }

    /// Sends a form.
    func form(
        _ line: String,
        _ fields: [String: String] = [:],
        files: [String: String] = [:],
        as sender: GatewayHarness.Sender = .admin
    ) async -> GatewayHarness.Answer {
        guard !fields.isEmpty || !files.isEmpty else { return await harness.send(line, as: sender) }
        var body = ""
        for (name, value) in fields {
            body += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        for (name, file) in files {
            body += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(file)\"\r\n\r\n1,2\r\n"
        }
        return await harness.send(
            line,
            text: body + "--b--\r\n",
            as: sender,
            headers: [("content-type", "multipart/form-data; boundary=b")]
        )
    }

    /// Makes a flow and an execution of it.
    func started(
        _ id: String = "runs",
        in namespace: String = "team",
        as sender: GatewayHarness.Sender = .admin
    ) async throws -> ExecutionID {
        if await flows.get(id, in: namespace, as: sender).status != 200 {
            try await deploy(id, in: namespace, as: sender)
        }
        let made = await start(id, in: namespace, as: sender)
        #expect(made.status == 200, "\(made.text)")
        return try #require(made["id"].string.flatMap { ExecutionID($0) })
    }

    /// Sends a request about an execution: `ask("DELETE", "/actions/kill", of: id)`.
    func ask(
        _ method: String,
        _ path: String = "",
        of id: ExecutionID,
        json: JSON? = nil,
        text: String? = nil,
        as sender: GatewayHarness.Sender = .admin
    ) async -> GatewayHarness.Answer {
        await harness.send(
            "\(method) /api/v1/\(tenant(of: sender))/executions/\(id)\(path)",
            json: json,
            text: text,
            as: sender
        )
    }

    /// The state that the API shows.
    func state(of id: ExecutionID, as sender: GatewayHarness.Sender = .admin) async -> String? {
        await ask("GET", of: id, as: sender)["state"]["current"]?.string
    }
}

extension ExecutionsFixture {
    private func tenantID(of sender: GatewayHarness.Sender) -> Tenant.ID {
        sender == .stranger ? harness.umbra : harness.acme
    }

    private func inTenant<Result: Sendable>(
        _ sender: GatewayHarness.Sender = .admin,
        _ body: @Sendable (Tenant.ID, borrowing Transaction) async throws -> Result
    ) async throws -> Result {
        let tenant = tenantID(of: sender)
        let options = TransactionOptions(settings: [("reeve.tenant_id", tenant.description)])
        return try await harness.database.transaction(options) { tx in try await body(tenant, tx) }
    }

    /// What waits for the executor, in the order in which it was posted.
    func posted(as sender: GatewayHarness.Sender = .admin) async throws -> [ExecutionMessage] {
        try await inTenant(sender) { tenant, tx in
            var messages: [ExecutionMessage] = []
            for shard in 0..<ExecutionID.shards {
                messages += try await store.waiting(in: shard, limit: 100, of: tenant, tx).messages
            }
            return messages.sorted { $0.id.description < $1.id.description }
        }
    }

    /// Lets things happen to an execution, as its executor would, and keeps what they make of it.
    ///
    /// Jobs that are handed out end as `results` says, one after the other; with none left they stay where they are.
    func run(
        _ id: ExecutionID,
        _ first: ExecutionEvent.Kind = .begin,
        _ results: [JobResult] = [.success, .success],
        outputs: [JSONObject] = [],
        as sender: GatewayHarness.Sender = .admin
    ) async throws {
        try await inTenant(sender) { tenant, tx in
            let found = try #require(try await store.load([id], in: tenant, tx).first)
            let flow = try await plans.flow(found.record.address, revision: found.record.revision, in: tenant, tx)
            var state = try ExecutionState(flow.plan, rows: found.rows)
            var batch = ExecutionBatch()
            var (events, results, outputs, kept) = ([first], results[...], outputs[...], [Int32: JSONObject?]())
            let start = (found.rows.execution?.history.last?.at ?? 0) + 1
            for step in Int64(0)... {
                guard !events.isEmpty else { break }
                for effect in state.apply(ExecutionEvent(events.removeFirst(), at: start + step)) {
                    switch effect {
                    case .submit(let job):
                        guard let result = results.popFirst() else { continue }
                        events.append(.started(job.reference, worker: "test"))
                        events.append(.finished(job.reference, result))
                        if let output = outputs.popFirst() { kept[job.reference.taskRun] = output }
                    case .evaluate(let question, let expressions):
                        events.append(.evaluated(question, expressions.map { _ in .nothing }))
                    default: break
                    }
                }
            }
            var write = ExecutionWrite(id, flow.plan, rows: state.takeRows())
            write.outputs = kept
            batch.writes = [write]
            batch.taken = try await self.messages(of: id, in: tenant, tx)
            try await store.save(batch, in: tenant, tx)
        }
    }

    private func messages(
        of id: ExecutionID,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [ExecutionMessage.ID] {
        try await store.waiting(in: id.shard, limit: 100, of: tenant, tx).messages.filter { $0.execution == id }.map(
            \.id
        )
    }

    /// Makes an execution look as if it had more task runs than are read for one request.
    func grow(_ id: ExecutionID) async throws {
        _ = try await inTenant { tenant, tx in
            try await tx.execute(
                "update execution set next_task_run = 20001 where tenant_id = \(tenant) and execution_id = \(id)"
            )
        }
    }

    /// Writes lines to the log of an execution.
    func log(_ id: ExecutionID, _ lines: [(level: ExecutionLogLevel, message: String)]) async throws {
        try await inTenant { tenant, tx in
            let found = try #require(try await store.load([id], in: tenant, tx).first)
            var batch = ExecutionBatch()
            let run = found.rows.taskRuns.first
            for (number, line) in lines.enumerated() {
                batch.logs.append(
                    ExecutionLogLine(
                        execution: id,
                        flow: found.record.address,
                        taskRun: run?.number,
                        taskRunID: run?.id,
                        task: run.flatMap { found.tasks[$0.number] },
                        attempt: run == nil ? nil : 1,
                        at: SystemClock().now + .milliseconds(number),
                        level: line.level,
                        message: line.message
                    )
                )
            }
            try await store.save(batch, in: tenant, tx)
        }
    }

    /// The records about executions, newest first.
    func records() async throws -> [AuditRecord] {
        try await harness.audit(of: harness.acme).filter { $0.resource.kind == .execution }
    }

    /// Gives the member some rights on executions, in a namespace or everywhere.
    func allow(_ actions: JSON, on namespace: String?, resource: String = "EXECUTION") async throws {
        let role = await harness.send(
            "POST /api/v1/acme/roles",
            json: ["name": JSON("executions \(UUID.v4())"), "permissions": .object([resource: actions])]
        )
        let member = try #require(harness.accounts[.member])
        var body: JSONObject = ["type": "USER", "externalId": JSON(member.description), "roleId": role["id"]]
        body["namespaceId"] = namespace.map { .string($0) }
        let bound = await harness.send("POST /api/v1/acme/bindings", json: .object(body))
        #expect(bound.status == 200 || bound.status == 201, "\(bound.text)")
    }
}

/// A record tells of other changes than were expected.
struct UnexpectedRecord: Error {}
