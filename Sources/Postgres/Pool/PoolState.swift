/// The connections of one loop and those who wait for one.
///
/// A value without clocks or sockets: every event says what time it is, and answers with what the owner has to do.
struct PoolState {
    /// The limits of a pool.
    struct Limits: Sendable {
        var minimum: Int
        var maximum: Int
        /// How many may wait; one more is refused at once.
        var queue: Int
        var idleLifetime: Duration
        var maximumLifetime: Duration
        /// The first pause after a failed attempt to connect; it doubles up to the longest.
        var shortestBackoff: Duration = .milliseconds(50)
        var longestBackoff: Duration = .seconds(5)
    }

    typealias ConnectionID = UInt64
    typealias WaiterID = UInt64
    typealias Instant = ContinuousClock.Instant

    /// What the owner has to do.
    enum Action: Equatable, Sendable {
        /// Make a connection.
        case connect(ConnectionID)
        /// Give the connection to the one who waits.
        case lend(ConnectionID, to: WaiterID)
        /// Tell the one who waits that there is none.
        case refuse(WaiterID, DatabaseError)
        /// Close the connection; it is not mentioned again.
        case close(ConnectionID)
        /// Nothing is left.
        case drained
    }

    private enum Slot {
        case connecting
        case idle(since: Instant)
        case lent
    }

    private struct Connection {
        var slot: Slot
        var made: Instant
    }

    private struct Waiter {
        var id: WaiterID
        var deadline: Instant
    }

    private let limits: Limits
    private var connections: [ConnectionID: Connection] = [:]
    /// Idle connections, the most recently used last: that one is lent first, so that the others can grow old.
    private var idle: [ConnectionID] = []
    private var waiters: [Waiter] = []
    private var made: ConnectionID = 0
    private var failures = 0
    private var lastFailure: String?
    private var notBefore: Instant?
    private var isDraining = false

    init(_ limits: Limits) { self.limits = limits }

    /// How many connections there are, in each state.
    var counts: (idle: Int, lent: Int, connecting: Int, waiting: Int) {
        let connecting = connections.values.count { if case .connecting = $0.slot { true } else { false } }
        return (idle.count, connections.count - idle.count - connecting, connecting, waiters.count)
    }

    /// Somebody wants a connection.
    mutating func acquire(_ waiter: WaiterID, until deadline: Instant, now: Instant) -> [Action] {
        guard !isDraining else { return [.refuse(waiter, .closed)] }
        if let id = idle.popLast() {
            connections[id]?.slot = .lent
            return [.lend(id, to: waiter)]
        }
        guard waiters.count < limits.queue else { return [.refuse(waiter, .poolExhausted)] }
        waiters.append(Waiter(id: waiter, deadline: deadline))
        return grow(now: now)
    }

    /// Somebody no longer wants a connection.
    mutating func cancel(_ waiter: WaiterID) -> [Action] {
        guard let index = waiters.firstIndex(where: { $0.id == waiter }) else { return [] }
        waiters.remove(at: index)
        return [.refuse(waiter, .cancelled)]
    }

    /// A connection has been made.
    mutating func connected(_ id: ConnectionID, now: Instant) -> [Action] {
        guard connections[id] != nil else { return [.close(id)] }
        failures = 0
        lastFailure = nil
        notBefore = nil
        connections[id]?.made = now
        return take(id, now: now)
    }

    /// A connection could not be made; `jitter` from 0 to 1 spreads the next attempts.
    mutating func failed(_ id: ConnectionID, because reason: String, jitter: Double, now: Instant) -> [Action] {
        guard connections.removeValue(forKey: id) != nil else { return [] }
        let doubled = limits.shortestBackoff * (1 << min(failures, 16))
        let pause = min(doubled, limits.longestBackoff)
        failures += 1
        lastFailure = reason
        notBefore = now + pause * (0.5 + jitter / 2)
        return isDraining && connections.isEmpty ? [.drained] : []
    }

    /// A lent connection comes back, fit for use or not.
    mutating func release(_ id: ConnectionID, isReusable: Bool, now: Instant) -> [Action] {
        guard let connection = connections[id] else { return [] }
        guard isReusable, !isDraining, now - connection.made < limits.maximumLifetime else {
            return remove(id, now: now)
        }
        return take(id, now: now)
    }

    /// An idle connection was lost.
    mutating func lost(_ id: ConnectionID, now: Instant) -> [Action] {
        guard connections[id] != nil else { return [] }
        return remove(id, now: now)
    }

    /// Time has passed.
    mutating func tick(now: Instant) -> [Action] {
        var actions: [Action] = []
        for waiter in waiters where waiter.deadline <= now {
            actions.append(.refuse(waiter.id, lastFailure.map(DatabaseError.connection) ?? .poolExhausted))
        }
        waiters.removeAll { $0.deadline <= now }
        for id in idle {
            guard let connection = connections[id], case .idle(let since) = connection.slot else { continue }
            let isOld = now - connection.made >= limits.maximumLifetime
            let isUnused = now - since >= limits.idleLifetime && connections.count > limits.minimum
            guard isOld || isUnused else { continue }
            connections[id] = nil
            idle.removeAll { $0 == id }
            actions.append(.close(id))
        }
        return actions + grow(now: now)
    }

    /// No more is lent; `drained` follows once everything has come back.
    mutating func drain() -> [Action] {
        guard !isDraining else { return [] }
        isDraining = true
        var actions = waiters.map { Action.refuse($0.id, .closed) } + idle.map(Action.close)
        waiters = []
        for id in idle { connections[id] = nil }
        idle = []
        if connections.isEmpty { actions.append(.drained) }
        return actions
    }

    /// Whether the next `tick` may have become due sooner than it was: it has not while connections are only lent and come back.
    var mayBeDueSooner: Bool { !waiters.isEmpty || notBefore != nil }

    /// When the next `tick` has something to do.
    var nextTick: Instant? {
        var instants = waiters.map(\.deadline)
        if !isDraining, !waiters.isEmpty || connections.count < limits.minimum, let notBefore {
            instants.append(notBefore)
        }
        for connection in connections.values {
            guard case .idle(let since) = connection.slot else { continue }
            instants.append(connection.made + limits.maximumLifetime)
            if connections.count > limits.minimum { instants.append(since + limits.idleLifetime) }
        }
        return instants.min()
    }

    /// Starts as many connections as are wanted and allowed.
    private mutating func grow(now: Instant) -> [Action] {
        guard !isDraining else { return [] }
        let connecting = counts.connecting
        if let notBefore, notBefore > now { return [] }
        // While the server refuses, one attempt at a time is enough to learn when it is back.
        let wanted = failures > 0 ? min(1, max(waiters.count, limits.minimum - connections.count)) : waiters.count
        let missing = max(wanted - connecting, limits.minimum - connections.count)
        let allowed = failures > 0 ? max(0, 1 - connecting) : limits.maximum - connections.count
        var actions: [Action] = []
        for _ in 0..<max(0, min(missing, allowed, limits.maximum - connections.count)) {
            made += 1
            connections[made] = Connection(slot: .connecting, made: now)
            actions.append(.connect(made))
        }
        return actions
    }

    /// Lends a free connection to the first who waits, or keeps it.
    private mutating func take(_ id: ConnectionID, now: Instant) -> [Action] {
        guard !isDraining else { return remove(id, now: now) }
        guard !waiters.isEmpty else {
            connections[id]?.slot = .idle(since: now)
            idle.append(id)
            return grow(now: now)
        }
        let waiter = waiters.removeFirst()
        connections[id]?.slot = .lent
        return [.lend(id, to: waiter.id)] + grow(now: now)
    }

    private mutating func remove(_ id: ConnectionID, now: Instant) -> [Action] {
        connections[id] = nil
        idle.removeAll { $0 == id }
        let actions: [Action] = [.close(id)] + grow(now: now)
        return isDraining && connections.isEmpty ? actions + [.drained] : actions
    }
}
