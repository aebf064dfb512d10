import EventLoop
import Foundation
import Synchronization
import Testing

@testable import Postgres

@Suite("An embedded cluster", .serialized)
struct ClusterTests {
    private static let folders = Counter()
    private let folder = "/tmp/reeve-cluster-\(ProcessInfo.processInfo.processIdentifier)-\(folders.next())"

    private func configuration() -> ClusterConfiguration {
        var configuration = ClusterConfiguration(folder: folder)
        configuration.bootstrap = [
            "create role reeve_app login;", "create table made (id int); insert into made values (1);",
        ]
        configuration.settings = [("fsync", "off")]
        return configuration
    }

    private func database(_ cluster: EmbeddedCluster, _ group: EventLoopGroup) -> Database {
        var configuration = DatabaseConfiguration(
            socketFolder: cluster.socketFolder,
            database: "reeve",
            user: "postgres"
        )
        configuration.waitTimeout = .seconds(20)
        return Database(configuration: configuration, group: group)
    }

    @Test func `is made once, restarted when it dies, and stopped`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (events, continuation) = AsyncStream.makeStream(of: EmbeddedCluster.Event.self)
        let cluster = try EmbeddedCluster(configuration()) { continuation.yield($0) }
        try await cluster.start()
        var reader = events.makeAsyncIterator()
        #expect(await reader.next() == .ready)
        let group = try EventLoopGroup(count: 1)
        let database = database(cluster, group)
        try await database.transaction { tx in try await tx.execute("insert into made values (2)") }

        // Another process must not touch the same folder.
        let other = try EmbeddedCluster(configuration())
        let refusal = await #expect(throws: DatabaseError.self) { try await other.start() }
        #expect(refusal?.description.hasPrefix("another process uses the folder") == true)

        let process = try #require(cluster.process)
        kill(process, SIGKILL)
        guard case .died(let status, _) = await reader.next() else {
            Issue.record("the death was not noticed")
            return
        }
        #expect(status == 128 + SIGKILL)
        while let event = await reader.next(), event != .ready {}
        let count: Int = try await database.transaction { tx in
            try await tx.query("select count(*) from made")[0].decode(0)
        }
        #expect(count == 2)
        await database.close()
        await cluster.stop()
        #expect(cluster.process == nil)
        await cluster.stop()

        // The second start finds everything made, and a pid file and a socket's lock of a process that is not a server.
        let layout = try ClusterLayout(configuration())
        let command = layout.command(["/bin/sleep", "60"])
        let sleeper = Process()
        sleeper.executableURL = URL(fileURLWithPath: command[0])
        sleeper.arguments = Array(command.dropFirst())
        try sleeper.run()
        defer { sleeper.terminate() }
        let stale = "\(sleeper.processIdentifier)\n/nowhere\n"
        try stale.write(toFile: layout.pidFile, atomically: false, encoding: .utf8)
        let lock = "\(cluster.socketFolder)/.s.PGSQL.5432.lock"
        try stale.write(toFile: lock, atomically: false, encoding: .utf8)
        try await cluster.start()
        let again = self.database(cluster, group)
        #expect(try await again.transaction { tx in try await tx.query("select * from made").count } == 2)
        await again.close()
        await cluster.stop()
        group.shutdown()
    }

    @Test func `waits for the children of a server that was killed`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (events, continuation) = AsyncStream.makeStream(of: EmbeddedCluster.Event.self)
        let cluster = try EmbeddedCluster(configuration()) { continuation.yield($0) }
        try await cluster.start()
        var reader = events.makeAsyncIterator()
        #expect(await reader.next() == .ready)
        let process = try #require(cluster.process)
        let children = try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
        let child = try #require(children.split(separator: " ").first.flatMap { Int32($0) })
        kill(child, SIGSTOP)
        kill(process, SIGKILL)
        guard case .died = await reader.next() else {
            Issue.record("the death was not noticed")
            return
        }
        // Longer than the pause before the next start.
        for _ in 0..<30 {
            #expect(cluster.process == nil, "a start that the shared memory would refuse")
            try await Task.sleep(for: .milliseconds(20))
        }
        kill(child, SIGCONT)
        #expect(await reader.next() == .ready)
        await cluster.stop()
    }

    @Test func `carries a transaction over its restart`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cluster = try EmbeddedCluster(configuration())
        try await cluster.start()
        let group = try EventLoopGroup(count: 1)
        let database = database(cluster, group)
        let attempts = Counter()
        try await database.transaction { tx in
            let attempt = attempts.next()
            try await tx.execute("insert into made values (\(attempt + 10))")
            if attempt == 1, let process = cluster.process { kill(process, SIGKILL) }
            try await tx.query("select pg_sleep(\(attempt == 1 ? 30.0 : 0.0))")
        }
        let ids = try await database.transaction { tx in
            try await tx.query("select id from made order by id").map { row throws(DatabaseError) in
                try row.decode(0, as: Int.self)
            }
        }
        #expect(ids.first == 1)
        #expect(ids.count == 2)
        #expect(attempts.count >= 2)
        await database.close()
        await cluster.stop()
        group.shutdown()
    }

    @Test func `refuses data of another major version`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: "\(folder)/data", withIntermediateDirectories: true)
        try "9\n".write(toFile: "\(folder)/data/PG_VERSION", atomically: false, encoding: .utf8)
        let cluster = try EmbeddedCluster(configuration())
        let error = await #expect(throws: DatabaseError.self) { try await cluster.start() }
        #expect(error?.description.contains("was made by Postgres 9, and only") == true)
    }

    @Test func `keeps its socket's path short`() {
        #expect(ClusterLayout.defaultSocketFolder("/data") == "/data/run")
        let deep = "/" + String(repeating: "deep/", count: 30)
        #expect(ClusterLayout.defaultSocketFolder(deep).utf8.count < 40)
        #expect(ClusterLayout.defaultSocketFolder(deep) != ClusterLayout.defaultSocketFolder(deep + "x"))
    }
}
