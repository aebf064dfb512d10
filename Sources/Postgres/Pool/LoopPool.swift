import EventLoop

/// The connections of one loop.
///
/// Sendable is unchecked: `loop` and `configuration` never change, everything else is touched on the loop's thread
/// only, which every entry point checks.
final class LoopPool: @unchecked Sendable {
    typealias Borrowing = CheckedContinuation<Result<Connection, DatabaseError>, Never>

    let loop: EventLoop
    private let configuration: DatabaseConfiguration
    private let report: @Sendable (DatabaseEvent) -> Void
    private var state: PoolState
    private var connections: [UInt64: Connection] = [:]
    private var borrowers: [UInt64: Borrowing] = [:]
    private var timer: (token: TimerToken, due: ContinuousClock.Instant)?
    private var drainers: [CheckedContinuation<Void, Never>] = []
    private var isDrained = false

    init(
        loop: EventLoop,
        configuration: DatabaseConfiguration,
        loops: Int,
        report: @escaping @Sendable (DatabaseEvent) -> Void
    ) {
        self.loop = loop
        self.configuration = configuration
        self.report = report
        let limits = PoolState.Limits(
            minimum: configuration.minimumConnections / loops,
            maximum: max(1, configuration.maximumConnections / loops),
            queue: configuration.queueLimit,
            idleLifetime: configuration.idleLifetime,
            maximumLifetime: configuration.maximumLifetime
        )
        state = PoolState(limits)
    }

    /// How many connections there are.
    var counts: (idle: Int, lent: Int, connecting: Int, waiting: Int) {
        loop.assertCurrent()
        return state.counts
    }

    /// Lends a connection as soon as one is free.
    func acquire(_ borrower: UInt64, until deadline: ContinuousClock.Instant, _ borrowing: Borrowing) {
        loop.assertCurrent()
        borrowers[borrower] = borrowing
        perform(state.acquire(borrower, until: deadline, now: .now))
    }

    /// Withdraws a wish; it is answered with `.cancelled` unless it was granted before.
    func cancel(_ borrower: UInt64) {
        loop.assertCurrent()
        perform(state.cancel(borrower))
    }

    /// Takes a connection back; one that is not clean is closed.
    func release(_ connection: Connection) {
        loop.assertCurrent()
        perform(state.release(connection.id, isReusable: connection.isClean, now: .now))
        if connections[connection.id] == nil { connection.close(because: "released") }
    }

    /// Opens the connections that are always kept.
    func fill() {
        loop.assertCurrent()
        perform(state.tick(now: .now))
    }

    /// Closes what is idle, and the rest as it comes back.
    func drain(_ drainer: CheckedContinuation<Void, Never>) {
        loop.assertCurrent()
        guard !isDrained else { return drainer.resume() }
        drainers.append(drainer)
        perform(state.drain())
    }

    /// Closes everything at once, whoever uses it.
    func abort() {
        loop.assertCurrent()
        for connection in connections.values { connection.close(because: "the database was closed") }
    }

    private func perform(_ actions: [PoolState.Action]) {
        for action in actions {
            switch action {
            case .connect(let id): connect(id)
            case .lend(let id, let borrower):
                guard let connection = connections[id] else { preconditionFailure("lent a connection that is gone") }
                guard let borrowing = borrowers.removeValue(forKey: borrower) else {
                    preconditionFailure("lent a connection to nobody")
                }
                borrowing.resume(returning: .success(connection))
            case .refuse(let borrower, let error):
                borrowers.removeValue(forKey: borrower)?.resume(returning: .failure(error))
            case .close(let id):
                connections.removeValue(forKey: id)?.close(because: "the pool closed it")
            case .drained:
                isDrained = true
                for drainer in drainers { drainer.resume() }
                drainers = []
            }
        }
        setTimer()
    }

    private func setTimer() {
        // The timer that is set is early enough, unless somebody waits or the server was not there.
        if timer != nil, !state.mayBeDueSooner { return }
        guard let due = state.nextTick else {
            if let timer { loop.cancel(timer.token) }
            timer = nil
            return
        }
        // A timer that comes too early is harmless: it finds nothing to do and sets the next.
        if let timer, timer.due <= due { return }
        if let timer { loop.cancel(timer.token) }
        let token = loop.schedule(after: max(.milliseconds(1), due - .now)) { [weak self] in
            guard let self else { return }
            self.timer = nil
            self.perform(self.state.tick(now: .now))
        }
        timer = (token, due)
    }

    private func connect(_ id: UInt64) {
        let connection = Connection(id: id, loop: loop, cacheSize: configuration.statementCacheSize)
        connections[id] = connection
        connection.onLoss = { [weak self] in
            guard let self else { return }
            self.report(.connectionLost)
            self.perform(self.state.lost(id, now: .now))
        }
        connection.connect(configuration) { [weak self] result in
            guard let self else { return }
            switch result {
            case .success:
                self.report(.connected)
                self.perform(self.state.connected(id, now: .now))
            case .failure(let error):
                self.connections[id] = nil
                self.report(.connectionFailed(error))
                let jitter = Double.random(in: 0...1)
                self.perform(
                    self.state.failed(id, because: error.debugDescription, jitter: jitter, now: .now)
                )
            }
        }
    }
}

extension Connection {
    /// Makes the connection, after looking up the host's name on a thread of its own where it is one.
    func connect(_ configuration: DatabaseConfiguration, done: @escaping (Result<Void, DatabaseError>) -> Void) {
        let parameters = configuration.connectionParameters
        let timeout = configuration.connectTimeout
        let names = configuration.hosts
        guard !names.allSatisfy(Resolver.isAddress) else { return connect(parameters, timeout: timeout, done: done) }
        phase = .connecting(done)
        let isStarted = DedicatedThread.start { [self, loop] in
            let found = names.flatMap { name in Resolver.addresses(of: name).map { (name: name, address: $0) } }
            loop.execute {
                guard case .connecting(let done) = self.phase else { return }
                guard !found.isEmpty else { return self.close(because: "the name of the host is not known") }
                let hosts = [
                    (name: "host", value: found.map(\.name).joined(separator: ",")),
                    (name: "hostaddr", value: found.map(\.address).joined(separator: ",")),
                ]
                let rest = parameters.filter { $0.name != "host" && $0.name != "hostaddr" }
                self.connect(hosts + rest, timeout: timeout, done: done)
            }
        }
        if !isStarted { close(because: "no thread could be made to look up the host") }
    }
}

extension DatabaseConfiguration {
    /// The hosts to look up; none when their addresses are given.
    var hosts: [String] {
        guard parameters["hostaddr"] == nil else { return [] }
        return (parameters["host"] ?? "").split(separator: ",").map(String.init)
    }
}
