public import EventLoop
public import Postgres
import Schema
import Synchronization

import Foundation

/// One private Postgres server for all tests of a process, and the databases cloned from its template.
///
/// It starts with the first test that wants a database and is stopped, folder and all, when the process exits.
public final class Testbed: Sendable {
    /// What a new database is a copy of.
    public enum Template: String, Sendable {
        /// All migrations and row policies.
        case migrated = "reeve_template"
        /// Nothing.
        case empty = "template0"
    }

    /// The server.
    public let cluster: EmbeddedCluster
    /// The loops of all databases.
    public let group: EventLoopGroup
    private let administration: Database
    private let numbers = Atomic<Int>(0)
    private let migration: Mutex<Task<Void, any Error>?> = Mutex(nil)

    /// The testbed of this process.
    public static var shared: Testbed {
        get async throws { try await starting.value }
    }

    private static let starting = Task { try await Testbed() }

    private init() async throws {
        let folder = "/tmp/reeve-test-\(getpid())"
        try? FileManager.default.removeItem(atPath: folder)
        var configuration = ClusterConfiguration(folder: folder)
        configuration.database = "reeve_template"
        configuration.roles = ["reeve_app", "reeve_auditor", "reeve_migrator", "reeve_sealer"]
        configuration.bootstrap = [Schema.roles]
        configuration.maximumConnections = 200
        configuration.sharedBuffers = 128
        // Nothing of a test outlives the process: what a crash of the machine would lose does not matter here.
        configuration.settings = [("fsync", "off"), ("max_wal_size", "512MB"), ("autovacuum", "off")]
        configuration.stopGrace = .seconds(5)
        cluster = try EmbeddedCluster(configuration)
        try await cluster.start()
        let started = cluster
        Self.exits.withLock { $0.append((started, folder)) }
        atexit { Testbed.stopAll() }
        group = try EventLoopGroup(count: 2)
        var administrator = Self.configuration(cluster, database: "postgres", user: "postgres")
        // All tests of a run start at once and queue here for their databases.
        administrator.waitTimeout = .seconds(300)
        administration = Database(configuration: administrator, group: group)
    }

    private static let exits: Mutex<[(cluster: EmbeddedCluster, folder: String)]> = Mutex([])

    private static func stopAll() {
        for (cluster, folder) in exits.withLock(\.self) {
            cluster.stopAndWait()
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    private static func configuration(
        _ cluster: EmbeddedCluster,
        database: String,
        user: String
    ) -> DatabaseConfiguration {
        var configuration = DatabaseConfiguration(socketFolder: cluster.socketFolder, database: database, user: user)
        configuration.maximumConnections = 8
        configuration.waitTimeout = .seconds(20)
        return configuration
    }

    /// How to connect to a database of the server.
    public func configuration(database: String, user: String) -> DatabaseConfiguration {
        Self.configuration(cluster, database: database, user: user)
    }

    /// Makes a database, and returns its name.
    ///
    /// - Parameter template: What it is a copy of.
    /// - Returns: The name.
    /// - Throws: `DatabaseError` when it cannot be made.
    public func makeDatabase(_ template: Template) async throws -> String {
        if template == .migrated { try await migrated() }
        let name = "test_\(numbers.wrappingAdd(1, ordering: .relaxed).newValue)"
        try await administration.runScript("create database \(name) template \(template.rawValue)")
        return name
    }

    /// Removes a database, whoever is connected to it.
    ///
    /// - Parameter name: The name that `makeDatabase` returned.
    /// - Throws: `DatabaseError` when it cannot be removed.
    public func removeDatabase(_ name: String) async throws {
        try await administration.runScript("drop database if exists \(name) with (force)")
    }

    /// Migrates the template, once.
    private func migrated() async throws {
        let task = migration.withLock { task in
            let running = task ?? Task { try await migrate() }
            task = running
            return running
        }
        try await task.value
    }

    private func migrate() async throws {
        let database = Database(
            configuration: configuration(database: Template.migrated.rawValue, user: "postgres"),
            group: group
        )
        _ = try await Schema.runner(for: database).run()
        await database.close()
    }
}
