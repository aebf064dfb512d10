import Glibc
import Synchronization

/// A Postgres server of our own: made, started, watched and stopped with this process.
///
/// It listens on a Unix socket only, lets in only this process's account, and is a direct child that gets a fast
/// shutdown from the kernel should this process die. When the child dies by itself it is started again.
public final class EmbeddedCluster: Sendable {
    /// What happens to the server while it is watched.
    public enum Event: Sendable, Equatable {
        /// The server takes connections.
        case ready
        /// The server ended by itself and is started again after the pause.
        case died(status: Int32, pause: Duration)
    }

    private enum Phase {
        case stopped
        case starting
        case running
        case stopping
    }

    private struct State {
        var phase = Phase.stopped
        var starters: [CheckedContinuation<DatabaseError?, Never>] = []
        var stoppers: [CheckedContinuation<Void, Never>] = []
        var process: Int32?
        var lock: Int32?
    }

    private let configuration: ClusterConfiguration
    private let layout: ClusterLayout
    private let onEvent: @Sendable (Event) -> Void
    private let state = Mutex(State())
    private let binaryFolder = Mutex("")
    private let alarm = WakeHandle()

    /// Prepares a cluster without starting it.
    ///
    /// - Parameters:
    ///   - configuration: Where it is and how it is set up.
    ///   - onEvent: Told of deaths and restarts, on a thread of the cluster's own.
    /// - Throws: `DatabaseError.cluster` when the folder cannot be used.
    public init(
        _ configuration: ClusterConfiguration,
        onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) throws(DatabaseError) {
        self.configuration = configuration
        self.onEvent = onEvent
        layout = try ClusterLayout(configuration)
    }

    /// The folder of the socket, which is the host to connect to.
    public var socketFolder: String { layout.socketFolder }

    /// The process of the server while it runs.
    public var process: Int32? { state.withLock(\.process) }

    /// Makes the cluster if it is new, starts it, and returns when it takes connections.
    ///
    /// - Throws: `DatabaseError.cluster` with a sentence when it does not start.
    public func start() async throws(DatabaseError) {
        let failure = await withCheckedContinuation { continuation in
            let isFirst = state.withLock { state in
                guard state.phase == .stopped else { return false }
                state.phase = .starting
                state.starters.append(continuation)
                return true
            }
            guard isFirst else { return continuation.resume(returning: .cluster("the cluster was started already")) }
            // The death signal of the child follows this thread, which therefore stays until the child has ended.
            guard DedicatedThread.start({ self.supervise() }) else {
                return finish(with: .cluster("no thread could be made for the cluster"))
            }
        }
        if let failure { throw failure }
    }

    /// Stops the server: a fast shutdown, and after the grace an immediate one.
    ///
    /// Returns when the server has ended; it is not an error when it does not run.
    public func stop() async {
        await withCheckedContinuation { continuation in
            let isRunning = state.withLock { state in
                guard state.phase != .stopped else { return false }
                state.phase = .stopping
                state.stoppers.append(continuation)
                return true
            }
            isRunning ? alarm.wake() : continuation.resume()
        }
    }

    /// Stops the server from a place that cannot wait asynchronously, as the exit of the process.
    public func stopAndWait() {
        let isRunning = state.withLock { state in
            guard state.phase != .stopped else { return false }
            state.phase = .stopping
            return true
        }
        guard isRunning else { return }
        alarm.wake()
        while state.withLock({ $0.phase != .stopped }) { usleep(5000) }
    }

    // MARK: The thread of the cluster

    private func supervise() {
        do throws(DatabaseError) {
            try prepare()
        } catch {
            return finish(with: error)
        }
        var pause = Duration.milliseconds(100)
        while !isStopping {
            do throws(DatabaseError) {
                let status = try runOnce()
                guard !isStopping else { break }
                onEvent(.died(status: status, pause: pause))
            } catch {
                // Before the first success whoever starts it is told; afterwards it is tried again.
                guard state.withLock({ $0.phase != .starting }) else { return finish(with: error) }
                onEvent(.died(status: -1, pause: pause))
            }
            wait(pause)
            pause = min(pause * 2, .seconds(10))
        }
        finish(with: .cluster("the cluster was stopped"))
    }

    private var isStopping: Bool { state.withLock { $0.phase == .stopping } }

    private func wait(_ pause: Duration) {
        alarm.wait(milliseconds: Int32(clamping: Int(pause / .milliseconds(1))))
    }

    /// Ends the thread's work and tells everyone who waits.
    private func finish(with error: DatabaseError) {
        let (starters, stoppers) = state.withLock { state in
            defer {
                state.phase = .stopped
                state.process = nil
                state.starters = []
                state.stoppers = []
                if let lock = state.lock { close(lock) }
                state.lock = nil
            }
            return (state.starters, state.stoppers)
        }
        alarm.reset()
        for starter in starters { starter.resume(returning: error) }
        for stopper in stoppers { stopper.resume() }
    }

    private func prepare() throws(DatabaseError) {
        try layout.prepare()
        guard let lock = try Files.lock("\(layout.folder)/cluster.lock") else {
            throw .cluster("another process uses the folder `\(layout.folder)`")
        }
        state.withLock { $0.lock = lock }
        let binaries = try ClusterBinaries.find(dataVersion: layout.dataVersion, in: layout.folder)
        if layout.dataVersion == nil { try initialise(binaries) }
        try layout.configure(configuration)
        binaryFolder.withLock { $0 = binaries.folder }
    }

    /// Makes the data folder under another name first, so that half of one is never taken for a whole.
    private func initialise(_ binaries: ClusterBinaries) throws(DatabaseError) {
        let fresh = "\(layout.folder)/data.new"
        Files.removeTree(fresh)
        let child = try ChildHandle(
            layout.command([
                "\(binaries.folder)/initdb", "-D", fresh, "-U", "postgres", "-k", "--encoding=UTF8", "--lc-collate=C",
                "--lc-ctype=C.UTF-8", "--lc-messages=C", "--auth=peer", "--no-instructions",
            ]),
            environment: ClusterLayout.environment,
            output: layout.log
        )
        let status = child.wait()
        guard status == 0 else {
            throw .cluster("initdb ended with status \(status); see `\(layout.log)`")
        }
        try Files.move(fresh, to: layout.data)
    }

    /// Starts the server, waits until it is ready, and then until it ends.
    private func runOnce() throws(DatabaseError) -> Int32 {
        try clearStalePidFile()
        Files.remove(layout.log)
        let child = try ChildHandle(
            layout.command(
                ["\(binaryFolder.withLock(\.self))/postgres", "-D", layout.data],
                deathSignal: true
            ),
            environment: ClusterLayout.environment,
            output: layout.log
        )
        state.withLock { $0.process = child.pid }
        defer { state.withLock { $0.process = nil } }
        if let status = try waitUntilReady(child) { return status }
        do throws(DatabaseError) {
            try bootstrap()
        } catch {
            _ = end(child)
            throw error
        }
        announce()
        while true {
            switch child.wait(wake: alarm.descriptor, milliseconds: nil) {
            case .exited(let status): return status
            case .woken, .timedOut:
                alarm.reset()
                if isStopping { return end(child) }
            }
        }
    }

    /// Waits for the line of the pid file that says so; the status when the server ended instead.
    private func waitUntilReady(_ child: borrowing ChildHandle) throws(DatabaseError) -> Int32? {
        // Recovery after a crash may replay gigabytes; it is watched, not limited.
        while true {
            let lines = (Files.read(layout.pidFile) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            if lines.count >= 8, lines[0] == "\(child.pid)", String(lines[7]).trimmed == "ready" { return nil }
            switch child.wait(wake: alarm.descriptor, milliseconds: 5) {
            case .exited(let status):
                throw .cluster("postgres ended with status \(status) during its start; see `\(layout.log)`")
            case .woken:
                alarm.reset()
                if isStopping { return end(child) }
            case .timedOut: continue
            }
        }
    }

    /// Asks for a fast shutdown, then for an immediate one, then ends it.
    private func end(_ child: borrowing ChildHandle) -> Int32 {
        let steps: [(signal: Int32, patience: Duration)] = [
            (SIGINT, configuration.stopGrace), (SIGQUIT, .seconds(10)), (SIGKILL, .seconds(10)),
        ]
        for (signal, patience) in steps {
            child.signal(signal)
            let deadline = ContinuousClock.now + patience
            while deadline > .now {
                let left = Int32(clamping: Int((deadline - .now) / .milliseconds(1)) + 1)
                if case .exited(let status) = child.wait(wake: alarm.descriptor, milliseconds: left) { return status }
                alarm.reset()
            }
        }
        return child.wait()
    }

    private func announce() {
        let starters = state.withLock { state in
            defer { state.starters = [] }
            if state.phase == .starting { state.phase = .running }
            return state.starters
        }
        for starter in starters { starter.resume(returning: nil) }
        onEvent(.ready)
    }

    /// Makes the database and runs the scripts, once: the last thing they do is to say so in the database's comment.
    private func bootstrap() throws(DatabaseError) {
        let database = quotedIdentifier(configuration.database)
        let parameters = [("host", layout.socketFolder), ("user", "postgres"), ("connect_timeout", "10")]
        let administration = try BlockingConnectionHandle(parameters + [("dbname", "postgres")])
        let found = try administration.query(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = $1",
            [configuration.database]
        )
        guard found.first != .some(.some("reeve")) else { return }
        if found.isEmpty {
            try administration.run(
                "create database \(database) template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'"
            )
        }
        let connection = try BlockingConnectionHandle(parameters + [("dbname", configuration.database)])
        let scripts = configuration.bootstrap.map { $0 + "\n;\n" }.joined()
        try connection.run("begin;\n\(scripts)comment on database \(database) is 'reeve';\ncommit;")
    }

    /// Removes the pid file of a server that is gone.
    ///
    /// One that is still there, or a child of it, outlived the process that started it, whose end told it to stop. Its memory
    /// and files are needed: it is waited for, and ended if it does not go. The lock of the folder says that it is nobody's.
    private func clearStalePidFile() throws(DatabaseError) {
        let steps: [(signal: Int32?, patience: Duration)] = [
            (nil, configuration.stopGrace), (SIGQUIT, .seconds(5)), (SIGKILL, .seconds(5)),
        ]
        for (signal, patience) in steps {
            if let signal { for pid in servers { kill(pid, signal) } }
            let deadline = ContinuousClock.now + patience
            repeat {
                guard Files.read(layout.pidFile) != nil, !servers.isEmpty else {
                    // The number in the file may belong to another program by now, or to a zombie, which the server could
                    // not tell. The socket's lock bears the same number and goes before the pid file does.
                    Files.remove(layout.pidFile)
                    return Files.remove("\(layout.socketFolder)/.s.PGSQL.5432.lock")
                }
                wait(.milliseconds(20))
                guard !isStopping else { return }
            } while deadline > .now
        }
        let left = servers.map(String.init).joined(separator: ", ")
        throw .cluster("another server runs on the folder `\(layout.folder)` and cannot be ended: process \(left)")
    }

    /// The processes of a server in our data folder: also children of one that was killed, which still hold its memory.
    private var servers: [Int32] {
        Files.names(in: "/proc").compactMap { Int32($0) }.filter { pid in
            isServer(pid) && Files.read("/proc/\(pid)/comm") == "postgres\n"
        }
    }

    /// Whether a process lives, is no zombie, and works in our data folder.
    private func isServer(_ pid: Int32) -> Bool {
        guard let working = Files.link("/proc/\(pid)/cwd") else { return false }
        return working == layout.data
    }
}
