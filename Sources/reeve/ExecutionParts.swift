import Audit
import Daemon
import EventLoop
import Executor
import Expressions
import Flows
import JSON
import Postgres
import Sandbox
import Secrets
import Worker
import YAML

/// What drives executions in a process: the executor, and a worker beside it.
struct ExecutionParts: Sendable {
    /// Flows as they are executed.
    let plans: FlowPlans
    /// What expressions see of the instance.
    let environment: ExecutionEnvironment
    /// Tells the executor that there is something to do.
    let doorbell = ExecutorDoorbell()
    /// Tells what the executor has done.
    let watch = ExecutionWatch()

    private let settings: ExecutionSettings

    /// Reads what expressions see of the instance.
    ///
    /// - Throws: ``StartError`` for a file that cannot be used.
    init(_ settings: ExecutionSettings, flows: FlowStore) throws {
        self.settings = settings
        plans = FlowPlans(store: flows)
        environment = ExecutionEnvironment(
            envs: Self.variables(settings.environmentPrefix),
            globals: try settings.globals.map(Self.globals) ?? [:]
        )
    }

    /// The executor and its worker, in the order of their start.
    ///
    /// - Throws: `EventLoopError` if the system has no threads to give.
    func services(
        _ database: Database,
        _ group: EventLoopGroup,
        secrets: SecretStore,
        sealer: TextSealer,
        ledger: Ledger,
        jq: JQProcesses,
        logger: Logger,
        metrics: Metrics,
        isAlone: Bool
    ) throws -> [any Service] {
        var configuration = settings.executor
        configuration.isAlone = isAlone
        let clock = SystemClock()
        let register = JobRegister()
        let desk = SecretDesk(database: database, store: secrets, ledger: ledger, register: register, clock: clock)
        let program = { @Sendable (request: ExpressionRequest.Program, owner: String) async throws(ExpressionError) in
            try await jq.run(request, for: owner)
        }
        let immediate = ExpressionServices.executor(at: clock.now, until: .now)
        let worker = try LocalWorker(
            settings.worker,
            host: desk,
            services: WorkerServices(immediate: immediate, jq: program),
            metrics: metrics
        )
        var dependencies = ExecutionEngine.Dependencies(
            database: database,
            group: group,
            plans: plans,
            launcher: ExecutionLauncher(environment: environment, sealer: sealer, clock: clock),
            environment: environment,
            sealer: sealer,
            secrets: desk,
            register: register,
            runner: worker,
            doorbell: doorbell,
            watch: watch
        )
        dependencies.jq = program
        let engine = try ExecutionEngine(
            dependencies,
            configuration: configuration,
            logger: logger,
            metrics: metrics
        )
        let sweeper = ExecutionSweeper(database, monthsKept: settings.logMonths, logger: logger)
        return [worker, engine, sweeper]
    }

    private static func variables(_ prefix: String) -> [String: String] {
        guard !prefix.isEmpty else { return [:] }
        var variables: [String: String] = [:]
        for (name, value) in EnvironmentHandle.all() where name.hasPrefix(prefix) {
            variables[name.dropFirst(prefix.count).lowercased()] = value
        }
        return variables
    }

    private static func globals(_ path: String) throws -> JSONObject {
        let document: JSON
        do {
            document = try YAML.document(Array(FileHandle.text(of: path, limit: 1 << 20).utf8))
        } catch {
            throw StartError("`executor.globals`: `\(path)`: \(error)")
        }
        guard let object = document.object else {
            throw StartError("`executor.globals`: `\(path)`: expected a map, found \(document.kind)")
        }
        return object
    }
}
