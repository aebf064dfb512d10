public import Daemon
public import EventLoop
public import Expressions
import Flows
public import Postgres
public import Secrets
import Tenancy
public import WorkerProtocol

/// The executor: drives the executions of the shards that it holds, and is the only one that writes them.
///
/// Several may run on one database. Each holds leases of shards; who cannot renew them stops, and another takes up what there
/// is. `Docs/execution.md` tells how, and what is done when something fails.
public struct ExecutionEngine: Service {
    /// What the service is called in logs.
    public let name = "executor"

    private let parts: ExecutorParts
    private let leases: ShardLeases
    private let doorbell: ExecutorDoorbell
    private let holder = ShardLease.Holder.random()

    /// What an executor works with.
    public struct Dependencies: Sendable {
        /// Where executions are.
        public var database: Database
        /// Loops for timers.
        public var group: EventLoopGroup
        /// The flows, planned.
        public var plans: FlowPlans
        /// Makes executions that executions ask for.
        public var launcher: ExecutionLauncher
        /// What expressions see of the instance.
        public var environment: ExecutionEnvironment
        /// Keeps what was made of secrets; without it, nothing made of secrets is kept.
        public var sealer: TextSealer?
        /// Gives secrets to expressions.
        public var secrets: SecretDesk
        /// The jobs that workers have.
        public var register: JobRegister
        /// Runs jobs.
        public var runner: any JobRunner
        /// Runs programs of jq for a tenant, bounded in time and memory; without it they are not available.
        public var jq:
            (@Sendable (ExpressionRequest.Program, _ owner: String) async throws(ExpressionError) -> [String])?
        /// Tells that something was committed.
        public var doorbell: ExecutorDoorbell
        /// Is told of changes.
        public var watch: ExecutionWatch
        /// Tells the time.
        public var clock: any WallClock

        /// Names what an executor works with.
        ///
        /// - Parameters:
        ///   - database: Where executions are.
        ///   - group: Loops for timers.
        ///   - plans: The flows, planned.
        ///   - launcher: Makes executions that executions ask for.
        ///   - environment: What expressions see of the instance.
        ///   - sealer: Keeps what was made of secrets.
        ///   - secrets: Gives secrets to expressions.
        ///   - register: The jobs that workers have.
        ///   - runner: Runs jobs.
        ///   - doorbell: Tells that something was committed.
        ///   - watch: Is told of changes.
        ///   - clock: Tells the time.
        public init(
            database: Database,
            group: EventLoopGroup,
            plans: FlowPlans,
            launcher: ExecutionLauncher,
            environment: ExecutionEnvironment,
            sealer: TextSealer?,
            secrets: SecretDesk,
            register: JobRegister,
            runner: any JobRunner,
            doorbell: ExecutorDoorbell,
            watch: ExecutionWatch,
            clock: any WallClock = SystemClock()
        ) {
            (self.database, self.group, self.plans, self.launcher) = (database, group, plans, launcher)
            (self.environment, self.sealer, self.secrets) = (environment, sealer, secrets)
            (self.register, self.runner, self.doorbell) = (register, runner, doorbell)
            (self.watch, self.clock) = (watch, clock)
        }
    }

    /// Makes an executor that holds no shard yet.
    ///
    /// - Parameters:
    ///   - dependencies: What it works with.
    ///   - configuration: How it works.
    ///   - logger: Told of shards that come and go, and of what fails.
    ///   - metrics: Where it counts.
    /// - Throws: `EventLoopError` if the system has no thread to give.
    public init(
        _ dependencies: Dependencies,
        configuration: ExecutorConfiguration = ExecutorConfiguration(),
        logger: Logger,
        metrics: Metrics
    ) throws(EventLoopError) {
        let executions = ExecutionStore()
        let evaluator = ExecutionEvaluator(
            database: dependencies.database,
            executions: executions,
            plans: dependencies.plans,
            launcher: dependencies.launcher,
            secrets: dependencies.secrets,
            pool: try WorkPool(name: "expression", threads: configuration.threads, limit: 4096, isShared: true),
            documents: ExpressionDocument(cache: ExpressionCache()),
            jq: dependencies.jq,
            clock: dependencies.clock
        )
        parts = ExecutorParts(
            configuration: configuration,
            database: dependencies.database,
            group: dependencies.group,
            executions: executions,
            plans: dependencies.plans,
            environment: dependencies.environment,
            sealer: dependencies.sealer,
            evaluator: evaluator,
            runner: dependencies.runner,
            register: dependencies.register,
            room: JobRoom(configuration.jobs, ofTenant: configuration.jobsOfTenant),
            permits: Permits(configuration.lanes),
            board: LaneBoard(),
            watch: dependencies.watch,
            clock: dependencies.clock,
            logger: logger,
            metrics: ExecutorMetrics(metrics)
        )
        leases = ShardLeases(life: configuration.lease)
        doorbell = dependencies.doorbell
        let (board, room) = (parts.board, parts.room)
        metrics.gauge("reeve_executor_lanes", "Lanes of tenants and shards that are at work or have work in memory.") {
            Double(board.laneCount)
        }
        metrics.gauge("reeve_executor_jobs", "Jobs that workers have.") { Double(room.used) }
    }

    /// Drives executions until the task is cancelled; then ends what is begun, and hands the shards back.
    public func run() async throws {
        let stop = Signal()
        // Of its own, since what a cancelled task asks of the database is cancelled too.
        let work = Task { await drive(until: stop) }
        await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            stop.raise()
        }
    }

    private func drive(until stop: Signal) async {
        doorbell.listen { [board = parts.board] in board.ring($0) }
        await withDiscardingTaskGroup { lanes in
            let keeper = Task { await ShardKeeper(parts, leases, holder).run() }
            lanes.addTask {
                while await !stop.wait(for: .seconds(3600)) {}
                doorbell.listen(nil)
                keeper.cancel()
                await keeper.value
                await drain()
                parts.board.starts.close()
            }
            while let starts = await parts.board.starts.take() {
                for start in starts {
                    lanes.addTask { await LaneWorker(start, parts).run() }
                }
            }
        }
        parts.evaluator.pool.shutdown()
    }

    /// Waits for jobs that run, for a while, and hands the shards back once the lanes have ended.
    private func drain() async {
        parts.board.postToAll(.stop)
        let end = ContinuousClock.now + parts.configuration.drain
        while parts.register.count > 0, ContinuousClock.now < end {
            try? await Task.sleep(for: .milliseconds(20))
        }
        let held = parts.board.leases
        parts.board.leave(held, inOrder: true)
        while parts.board.openCount > 0 { try? await Task.sleep(for: .milliseconds(5)) }
        do {
            try await parts.database.transaction(ShardLeases.options) { tx throws(DatabaseError) in
                try await leases.release(held, tx)
            }
            parts.logger.info("shards were handed back", ["count": held.count])
        } catch {
            parts.logger.warning("shards could not be handed back", ["error": "\(error)"])
        }
    }
}
