public import Access
import Audit
public import Daemon
public import Executor
public import Sandbox
public import Secrets

/// What operations work with besides the transaction they are lent.
public struct Services: Sendable {
    /// The time.
    public let clock: any WallClock
    /// Hashes and verifies passwords, a bounded number at once.
    public let passwords: Passwords
    /// The managed roles.
    public let templates: RoleTemplates
    /// How many failed sign-ins lock out.
    public let lockout: LockoutRules
    /// How long sessions last.
    public let sessions: SessionPolicy
    /// The secrets of tenants.
    public let secrets: SecretStore
    /// The flows of tenants.
    public let flows: FlowDesk
    /// Encrypts secret inputs; without it they are refused.
    public let sealer: TextSealer?
    /// The executions of tenants.
    public let executions: ExecutionStore
    /// Flows as they are executed.
    public let plans: FlowPlans
    /// Makes executions.
    public let launcher: ExecutionLauncher
    /// What expressions of executions see of the instance.
    public let environment: ExecutionEnvironment
    /// Tells the executor of this process that there is something to do.
    public let doorbell: ExecutorDoorbell
    /// Tells what the executor of this process has done.
    public let watch: ExecutionWatch
    /// Runs programs of jq; without it expressions that are looked at have none.
    public let jq: JQProcesses?
    /// The version of the service.
    public let version: String
    /// Protects sessions from requests that other sites make.
    let crossSiteGuard: CrossSiteGuard
    /// The API's description in OpenAPI.
    let description: PublishedDocument
    /// Which audit logs need not be counted.
    let auditTotals = AuditTotals()

    /// Gathers the services of an instance.
    public init(
        clock: any WallClock,
        passwords: Passwords,
        templates: RoleTemplates,
        lockout: LockoutRules = LockoutRules(),
        sessions: SessionPolicy = SessionPolicy(),
        secrets: SecretStore,
        flows: FlowDesk = FlowDesk(),
        sealer: TextSealer? = nil,
        executions: ExecutionStore = ExecutionStore(),
        plans: FlowPlans? = nil,
        environment: ExecutionEnvironment = ExecutionEnvironment(),
        doorbell: ExecutorDoorbell = ExecutorDoorbell(),
        watch: ExecutionWatch = ExecutionWatch(),
        jq: JQProcesses? = nil,
        version: String,
        crossSiteKey: [UInt8]
    ) {
        self.clock = clock
        self.passwords = passwords
        self.templates = templates
        self.lockout = lockout
        self.sessions = sessions
        self.secrets = secrets
        self.flows = flows
        self.sealer = sealer
        self.executions = executions
        self.plans = plans ?? FlowPlans(store: flows.store)
        self.environment = environment
        self.launcher = ExecutionLauncher(environment: environment, sealer: sealer, clock: clock)
        self.doorbell = doorbell
        self.watch = watch
        self.jq = jq
        self.version = version
        self.description = PublishedDocument(version: version)
        self.crossSiteGuard = CrossSiteGuard(key: crossSiteKey)
    }
}
