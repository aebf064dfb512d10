import Access
import Audit
import Crypto
import Daemon
import EventLoop
import Gateway
import HTTP
import Postgres
import Sandbox
import Schema
import Secrets

/// The parts of a serving process, put together once from its configuration.
struct Instance: Sendable {
    let gateway: Gateway
    let database: Database
    let gate: Gate
    let metrics: Metrics
    let logger: Logger
    /// What drives executions; none if that is for another process.
    let execution: [any Service]

    /// Puts the parts together; the database is there and migrated.
    ///
    /// - Throws: `DatabaseError` if the role of the service could evade row security; `FieldErrors` for policies that cannot be read.
    init(
        _ configuration: ServerConfiguration,
        database connection: DatabaseConfiguration,
        keys: KeyRing,
        group: EventLoopGroup,
        drivesExecutions: Bool,
        logger: Logger,
        metrics: Metrics
    ) async throws {
        var connection = connection
        connection.schema = Schema.name
        connection.maximumConnections = configuration.connections
        let database = Database(configuration: connection, group: group, logger: logger, metrics: metrics)
        try await database.refuseUnsafeRole()
        let templates = try RoleTemplates(yaml: Schema.text(of: "Policies/access/roles.yaml"))
        let ledger = Ledger(redactor: Redactor(try FieldClasses(yaml: Schema.fieldClasses)))
        let gate = Gate(
            database: database,
            ledger: ledger,
            templates: templates,
            throttle: Throttle(known: configuration.knownLimit, anonymous: configuration.anonymousLimit)
        )
        let pool = try WorkPool(name: "password", threads: configuration.passwordThreads, limit: 64)
        let secrets = SecretStore(manager: PostgresSecretManager(keys: DataKeys(ring: keys)))
        let flows = FlowDesk(pool: try WorkPool(name: "flow", threads: 2, limit: 64))
        let sealer = TextSealer(ring: keys)
        let jq = try JQProcesses()
        let parts = try ExecutionParts(configuration.execution, flows: flows.store)
        self.execution =
            drivesExecutions
            ? try parts.services(
                database,
                group,
                secrets: secrets,
                sealer: sealer,
                ledger: ledger,
                jq: jq,
                logger: logger,
                metrics: metrics,
                // The embedded database is this process's alone.
                isAlone: configuration.database == nil
            ) : []
        self.gateway = Gateway(
            gate: gate,
            services: Services(
                clock: SystemClock(),
                passwords: Passwords(policy: configuration.passwordPolicy, pool: pool),
                templates: templates,
                lockout: configuration.lockout,
                sessions: configuration.sessions,
                secrets: secrets,
                flows: flows,
                sealer: sealer,
                plans: parts.plans,
                environment: parts.environment,
                doorbell: parts.doorbell,
                watch: parts.watch,
                jq: jq,
                version: Reeve.version,
                crossSiteKey: try keys.current.derive("csrf").copied()
            ),
            configuration: GatewayConfiguration(trustedProxies: configuration.trustedProxies),
            logger: logger,
            metrics: metrics
        )
        self.database = database
        self.gate = gate
        self.metrics = metrics
        self.logger = logger
    }
}
