import Daemon
import EventLoop
import Flows
import Postgres
import Secrets
import Tenancy
import WorkerProtocol

/// What the lanes of an executor share.
struct ExecutorParts: Sendable {
    let configuration: ExecutorConfiguration
    let database: Database
    let group: EventLoopGroup
    let executions: ExecutionStore
    let plans: FlowPlans
    let environment: ExecutionEnvironment
    let sealer: TextSealer?
    let evaluator: ExecutionEvaluator
    let runner: any JobRunner
    let register: JobRegister
    let room: JobRoom
    let permits: Permits
    let board: LaneBoard
    let watch: ExecutionWatch
    let clock: any WallClock
    let logger: Logger
    let metrics: ExecutorMetrics

    /// A transaction that writes executions of a tenant; it is not run again by itself, for memory changes with it.
    func writing(_ tenant: Tenant.ID, isDurable: Bool = true) -> TransactionOptions {
        TransactionOptions(
            settings: [("reeve.tenant_id", tenant.description)] + ExecutionStore.settings,
            synchronousCommit: isDurable,
            deadline: .seconds(20),
            retry: .never
        )
    }
}
