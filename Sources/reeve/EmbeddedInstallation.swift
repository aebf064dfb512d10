import Daemon
import EventLoop
import Postgres
import Schema

/// The Postgres cluster under the data folder.
struct EmbeddedInstallation {
    private let configuration: ClusterConfiguration
    private let logger: Logger

    init(_ server: ServerConfiguration, logger: Logger) {
        var configuration = ClusterConfiguration(folder: server.data + "/postgres")
        configuration.bootstrap = [Schema.roles]
        configuration.sharedBuffers = server.databaseBuffers >> 20
        // A Postgres that does not end when it is asked to must be ended within the grace of the whole.
        configuration.stopGrace = server.grace / 2
        self.configuration = configuration
        self.logger = logger
    }

    /// The cluster; not started.
    func cluster() throws(DatabaseError) -> EmbeddedCluster {
        let logger = logger
        return try EmbeddedCluster(configuration) { event in
            switch event {
            case .ready: logger.info("embedded database is ready")
            case .died(let status, let pause):
                logger.error("embedded database ended and is started again", ["status": status, "pause": pause])
            }
        }
    }

    /// Whether a cluster was made under a data folder.
    static func exists(in data: String) -> Bool {
        FolderHandle.exists(data + "/postgres")
    }

    /// Brings roles, tables and policies to this release.
    static func migrate(_ cluster: EmbeddedCluster, _ group: EventLoopGroup, _ logger: Logger) async throws {
        var connection = DatabaseConfiguration(socketFolder: cluster.socketFolder, database: "reeve", user: "postgres")
        connection.maximumConnections = 2
        let database = Database(configuration: connection, group: group)
        do {
            try await database.runScript(Schema.roles)
            let report = try await Schema.runner(for: database).run()
            for migration in report.applied {
                logger.info("migration applied", ["migration": migration])
            }
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }
}
