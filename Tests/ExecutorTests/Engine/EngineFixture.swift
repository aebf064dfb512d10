import Access
import Audit
import Crypto
import Daemon
import EventLoop
import Flows
import JSON
import Postgres
import Schema
import Secrets
import Tenancy
import Testbed
import Testing
import WorkerProtocol

@testable import Executor

/// Executors over a database of the test's own, with two tenants.
struct EngineFixture: Sendable {
    let database: Database
    let group: EventLoopGroup
    let acme = Tenant.ID(.v7())
    let umbra = Tenant.ID(.v7())
    let flows = FlowStore()
    let plans: FlowPlans
    let executions = ExecutionStore()
    let environment = ExecutionEnvironment(envs: ["stage": "test"], globals: ["region": "eu"])
    let sealer: TextSealer
    let secrets: SecretStore
    let launcher: ExecutionLauncher
    let doorbell = ExecutorDoorbell()
    let watch = ExecutionWatch()
    let metrics = Metrics()

    init() async throws {
        database = try #require(DatabaseTrait.current)
        group = try await Testbed.shared.group
        plans = FlowPlans(store: flows)
        let ring = KeyRing(current: try .random())
        sealer = TextSealer(ring: ring)
        secrets = SecretStore(manager: PostgresSecretManager(keys: DataKeys(ring: ring)))
        launcher = ExecutionLauncher(environment: environment, sealer: sealer, clock: SystemClock())
        var configuration = try #require(DatabaseTrait.configuration)
        configuration.user = "postgres"
        let owner = Database(configuration: configuration, group: group)
        let (acme, umbra) = (acme, umbra)
        try await owner.transaction { tx in
            for (tenant, slug) in [(acme, "acme"), (umbra, "umbra")] {
                try await tx.execute(
                    "insert into reeve.tenant (tenant_id, slug, name) values (\(tenant), \(slug), \(slug))"
                )
            }
        }
        await owner.close()
    }

    // MARK: Executors

    /// An executor that runs.
    final class Running: Sendable {
        private let task: Task<Void, any Error>

        init(_ engine: ExecutionEngine) {
            task = Task { try await engine.run() }
        }

        /// Stops it in order.
        func stop() async throws {
            task.cancel()
            try await task.value
        }
    }

    /// Starts an executor.
    func start(
        _ runner: any JobRunner,
        on other: Database? = nil,
        _ configure: (inout ExecutorConfiguration) -> Void = { _ in }
    ) throws -> Running {
        var configuration = ExecutorConfiguration()
        configuration.poll = .milliseconds(50)
        configuration.drain = .zero
        configure(&configuration)
        let register = JobRegister()
        let database = other ?? database
        let desk = SecretDesk(
            database: database,
            store: secrets,
            ledger: Ledger(redactor: Redactor(try FieldClasses(yaml: Schema.fieldClasses))),
            register: register,
            clock: SystemClock()
        )
        let engine = try ExecutionEngine(
            ExecutionEngine.Dependencies(
                database: database,
                group: group,
                plans: plans,
                launcher: launcher,
                environment: environment,
                sealer: sealer,
                secrets: desk,
                register: register,
                runner: runner,
                doorbell: doorbell,
                watch: watch
            ),
            configuration: configuration,
            logger: .silent,
            metrics: metrics
        )
        return Running(engine)
    }

    /// A database of its own, to be closed in the middle of things.
    func anotherDatabase() throws -> Database {
        Database(configuration: try #require(DatabaseTrait.configuration), group: group)
    }

    // MARK: Flows and executions

    func run<Result: Sendable>(
        in tenant: Tenant.ID? = nil,
        _ body: @Sendable (Tenant.ID, borrowing Transaction) async throws -> Result
    ) async throws -> Result {
        let tenant = tenant ?? acme
        let options = TransactionOptions(settings: [("reeve.tenant_id", tenant.description)])
        return try await database.transaction(options) { tx in try await body(tenant, tx) }
    }

    @discardableResult
    func deploy(_ source: String, in tenant: Tenant.ID? = nil) async throws -> FlowAddress {
        let declaration = try FlowDeclaration(Array(source.utf8), with: flows.reader)
        return try await run(in: tenant) { tenant, tx in
            let author = FlowStore.Author(account: nil, isProgram: true)
            _ = try await flows.save([declaration], by: author, in: tenant, tx)
            return declaration.address
        }
    }

    /// Makes an execution, as the API does.
    func launch(
        _ flow: FlowAddress,
        _ request: ExecutionRequest = ExecutionRequest(),
        in tenant: Tenant.ID? = nil
    ) async throws -> ExecutionID {
        let tenant = tenant ?? acme
        let deployed = try await run(in: tenant) { tenant, tx in
            try await plans.flow(flow, revision: nil, in: tenant, tx)
        }
        let made = try launcher.make(deployed, request, in: tenant)
        try await run(in: tenant) { tenant, tx in try await executions.create([made], in: tenant, tx) }
        doorbell.ring(tenant, for: made.record.id)
        return made.record.id
    }

    /// Posts something to an execution, as the API does.
    func post(_ content: ExecutionMessage.Content, to id: ExecutionID, in tenant: Tenant.ID? = nil) async throws {
        try await run(in: tenant) { tenant, tx in
            try await executions.post([(id, content)], in: tenant, tx)
        }
        doorbell.ring(tenant ?? acme, for: id)
    }

    func load(_ id: ExecutionID, in tenant: Tenant.ID? = nil) async throws -> StoredExecution? {
        try await run(in: tenant) { tenant, tx in try await executions.load([id], in: tenant, tx).first }
    }

    /// Waits until something holds of an execution, a minute at most: a busy machine is no fault.
    @discardableResult
    func wait(
        for id: ExecutionID,
        in tenant: Tenant.ID? = nil,
        seconds: Double = 60,
        until condition: (StoredExecution) -> Bool
    ) async throws -> StoredExecution {
        let changes = watch.changes(of: id, in: tenant ?? acme)
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            let found = try await load(id, in: tenant)
            if let found, condition(found) { return found }
            guard ContinuousClock.now < end else {
                let state = found?.rows.execution?.state.name ?? "absent"
                let runs = found?.rows.taskRuns.map { "\(found?.tasks[$0.number] ?? ""):\($0.state.name)" } ?? []
                throw EngineFault("execution \(id) is \(state): \(runs)")
            }
            await changes.next(within: .milliseconds(50))
        }
    }

    /// Waits until an execution has ended, with what runs after it.
    @discardableResult
    func ended(_ id: ExecutionID, in tenant: Tenant.ID? = nil, seconds: Double = 60) async throws -> StoredExecution {
        try await wait(for: id, in: tenant, seconds: seconds) { stored in
            stored.rows.execution.map { $0.state.isTerminal && $0.phase == Scope.Phase.ended.rawValue } ?? false
        }
    }

    /// The log of an execution.
    func log(_ id: ExecutionID, in tenant: Tenant.ID? = nil) async throws -> [String] {
        try await run(in: tenant) { tenant, tx in
            let rows = try await tx.query(
                "select message from execution_log where tenant_id = \(tenant) and execution_id = \(id) order by line_id"
            )
            return try rows.map { try $0.decode(0, as: String.self) }
        }
    }
}

/// What did not come about.
struct EngineFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension StoredExecution {
    var state: RunState? { rows.execution?.state }

    /// The states of the runs of a task, in the order of the runs.
    func states(_ task: String) -> [RunState] {
        rows.taskRuns.filter { tasks[$0.number] == task }.map(\.state)
    }

    /// What the last run of a task yielded.
    func output(_ task: String) -> JSONObject? {
        rows.taskRuns.last { tasks[$0.number] == task }.flatMap { outputs[$0.number] }
    }

    func attempts(_ task: String) -> [RunState] {
        guard let run = rows.taskRuns.last(where: { tasks[$0.number] == task }) else { return [] }
        return rows.attempts.filter { $0.taskRun == run.number }.map(\.state)
    }
}
