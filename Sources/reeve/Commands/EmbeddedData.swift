import EventLoop
import Postgres
import Schema
import Terminal

/// The embedded database of a data folder, for the length of a command.
struct EmbeddedData {
    /// The name of the database.
    static let database = "reeve"

    private let folder: String

    /// - Parameter folder: The cluster's own folder.
    init(folder: String) {
        self.folder = folder
    }

    private var configuration: ClusterConfiguration {
        var configuration = ClusterConfiguration(folder: folder)
        configuration.bootstrap = [Schema.roles]
        return configuration
    }

    /// Lends the socket's folder of the running server, or of one that is started and stopped for it.
    ///
    /// - Throws: `CommandFailure` with a sentence when the database cannot be started; what `body` throws.
    func withServer<Result>(_ body: (_ socketFolder: String) async throws -> Result) async throws -> Result {
        do {
            let cluster = try EmbeddedCluster(configuration)
            // A server that ends meanwhile shows as a failure of what is done with it.
            if SocketHandle.isServed("\(cluster.socketFolder)/.s.PGSQL.5432") {
                return try await body(cluster.socketFolder)
            }
            try await cluster.start()
            do {
                let result = try await body(cluster.socketFolder)
                await cluster.stop()
                return result
            } catch {
                await cluster.stop()
                throw error
            }
        } catch let error as DatabaseError {
            throw CommandFailure(.unavailable, error.description)
        }
    }

    /// The fingerprints of the key-encryption keys that the secrets need.
    static func wrappingKeys(_ socketFolder: String) async throws -> [String] {
        let group = try EventLoopGroup(count: 1)
        defer { group.shutdown() }
        var configuration = DatabaseConfiguration(socketFolder: socketFolder, database: database, user: "postgres")
        configuration.maximumConnections = 1
        let database = Database(configuration: configuration, group: group)
        do {
            let keys = try await database.transaction(TransactionOptions(readOnly: true)) { tx in
                try await tx.query("select distinct wrapping_key from reeve.data_key order by 1").map {
                    try $0.decode(0, as: String.self)
                }
            }
            await database.close()
            return keys
        } catch {
            await database.close()
            throw error
        }
    }

    /// The path of a program of the Postgres that made the data.
    ///
    /// - Throws: `CommandFailure` when it is not installed.
    func program(_ name: String) throws(CommandFailure) -> String {
        let version = try InputHandle.text(of: "\(folder)/data/PG_VERSION", limit: 64).prefix { $0.isNumber }
        let candidates = ["/usr/lib/postgresql/\(version)/bin/\(name)", "/usr/bin/\(name)", "/usr/local/bin/\(name)"]
        guard let path = candidates.first(where: FolderHandle.exists) else {
            throw CommandFailure(
                .unavailable,
                "`\(name)` of Postgres \(version) is not installed; install `postgresql-client-\(version)`"
            )
        }
        return path
    }

    /// Whether there is a database.
    var exists: Bool { FolderHandle.exists("\(folder)/data/PG_VERSION") }
}
