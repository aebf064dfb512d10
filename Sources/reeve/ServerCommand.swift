import Daemon
import EventLoop
import Gateway
import Glibc
import HTTP
import JSON
import Postgres
import Schema
import Secrets
import Terminal
import YAML

extension Command {
    /// `reeve server`: every role in one process, with a Postgres of its own.
    static let server = Command(
        "server",
        "Serve the API with an embedded Postgres, or with the one of `database.url`",
        discussion: """
            Makes, starts, migrates and stops its own Postgres cluster under the data folder. Plain HTTP is served on a \
            loopback address only; elsewhere a certificate is needed. SIGTERM and SIGINT stop the server once the requests \
            in progress are answered and what drives executions has handed them back; SIGHUP reads the certificate again.
            """,
        options: ServerOptions.options,
        examples: [
            ("reeve server --data /var/lib/reeve", "serve on 127.0.0.1:8080"),
            ("reeve server --listen 0.0.0.0:443 --tls-cert chain.pem --tls-key key.pem", "serve to a network"),
        ]
    ) { invocation in
        try await ServerProcess(ServerOptions.read(invocation)).run(embedded: true)
        return .success
    }

    /// `reeve gateway`: the API alone, on a Postgres that is there and migrated.
    static let gateway = Command(
        "gateway",
        "Serve the API alone, on the Postgres of `database.url`, which `reeve migrate` has prepared",
        options: ServerOptions.options
    ) { invocation in
        let configuration = try ServerOptions.read(invocation)
        guard configuration.database != nil else {
            throw CommandFailure(
                .configuration,
                "`database.url` is needed: set REEVE_DATABASE_URL, or use `reeve server`"
            )
        }
        try await ServerProcess(configuration).run(embedded: false)
        return .success
    }
}

/// A process that serves, from its start to its stop.
struct ServerProcess {
    let configuration: ServerConfiguration
    let logger: Logger
    let metrics = Metrics()

    init(_ configuration: ServerConfiguration) {
        self.configuration = configuration
        self.logger = Logger(level: configuration.logLevel)
    }

    /// Serves until a signal stops the process.
    ///
    /// - Throws: `CommandFailure` with a sentence if the process cannot start, or if a service failed.
    func run(embedded: Bool) async throws {
        try configuration.checkAddresses()
        do {
            // Before there are threads, and child processes that would inherit it.
            let variable = try KeyEncryptionKey.takeFromEnvironment()
            metrics.registerProcess()
            let logger = logger
            let group = try EventLoopGroup(count: configuration.loops == 0 ? nil : configuration.loops) { lag in
                logger.warning("event loop was held up", ["duration": lag])
            }
            if embedded {
                try FolderHandle.make(configuration.data)
            }
            let keys = try keys(variable, mayMake: embedded)
            let cluster = embedded && configuration.database == nil ? try await startCluster(group) : nil
            do {
                try await serve(cluster, group, keys: keys, drivesExecutions: embedded)
            } catch {
                await cluster?.stop()
                throw error
            }
        } catch let error as CommandFailure {
            throw error
        } catch let error as DatabaseError {
            logger.error("database failed", ["error": error.debugDescription])
            throw CommandFailure(.unavailable, error.description)
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
    }

    private func serve(
        _ cluster: EmbeddedCluster?,
        _ group: EventLoopGroup,
        keys: KeyRing,
        drivesExecutions: Bool
    ) async throws {
        let connection = try connection(cluster)
        let instance = try await Instance(
            configuration,
            database: connection,
            keys: keys,
            group: group,
            drivesExecutions: drivesExecutions,
            logger: logger,
            metrics: metrics
        )
        let gateway = instance.gateway
        let server = try HTTPServer(
            configuration: configuration.httpServer(),
            group: group,
            errorResponder: Gateway.edgeError,
            observe: EdgeObserver(logger: logger, metrics: metrics).observe
        ) { head, exchange in await gateway.serve(head, exchange) }
        let management = try HTTPServer(
            configuration: configuration.managementServer(),
            group: group,
            handler: ManagementHandler(database: instance.database, metrics: metrics).serve
        )
        logger.info(
            "serving",
            ["address": "\(server.boundAddress)", "management": "\(management.boundAddress)", "version": Reeve.version]
        )
        var services: [any Service] = []
        if let cluster {
            services.append(ClusterService(cluster: cluster))
        }
        services += [
            instance.database,
            UseRecorder(gate: instance.gate, logger: logger),
            Sweeper(gate: instance.gate, logger: logger),
            AuditMonths(gate: instance.gate, logger: logger),
        ]
        services += instance.execution
        services += [
            HTTPService(name: "management", server: management),
            HTTPService(name: "api", server: server),
        ]
        try await ServiceGroup(services, grace: configuration.grace, logger: logger) {
            do throws(HTTPError) {
                try server.reloadCertificate()
                logger.info("certificate read again")
            } catch {
                logger.error("certificate cannot be read; the old one is kept", ["error": "\(error)"])
            }
        }.run()
    }

    /// How the service connects: as the role that row security holds for.
    private func connection(_ cluster: EmbeddedCluster?) throws -> DatabaseConfiguration {
        if let cluster {
            return DatabaseConfiguration(socketFolder: cluster.socketFolder, database: "reeve", user: "reeve_app")
        }
        return try DatabaseConfiguration(url: configuration.database?.reveal() ?? "")
    }

    /// The key-encryption keys: from the environment or the file, which only the one process of `reeve server` may make.
    private func keys(_ variable: KeyEncryptionKey?, mayMake: Bool) throws -> KeyRing {
        let path = configuration.keyFile ?? configuration.data + "/key"
        if variable == nil, mayMake, configuration.database == nil, !FolderHandle.exists(path),
            EmbeddedInstallation.exists(in: configuration.data)
        {
            throw CommandFailure(
                .configuration,
                "the key file `\(path)` is missing, and the database beside it may hold secrets that only its key opens: restore the file"
            )
        }
        let current = try variable ?? (mayMake ? .load(file: path) : .read(file: path))
        guard let previous = configuration.previousKeyFile else { return KeyRing(current: current) }
        return KeyRing(current: current, previous: [try .read(file: previous)])
    }

    private func startCluster(_ group: EventLoopGroup) async throws -> EmbeddedCluster {
        let cluster = try EmbeddedInstallation(configuration, logger: logger).cluster()
        try await cluster.start()
        do {
            try await EmbeddedInstallation.migrate(cluster, group, logger)
        } catch {
            await cluster.stop()
            throw error
        }
        return cluster
    }
}
