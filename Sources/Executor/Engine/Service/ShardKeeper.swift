import Daemon
import Postgres
import Tenancy

/// Holds leases of shards, and finds in the database what is to be done in them.
struct ShardKeeper: Sendable {
    private let parts: ExecutorParts
    private let leases: ShardLeases
    private let holder: ShardLease.Holder

    init(_ parts: ExecutorParts, _ leases: ShardLeases, _ holder: ShardLease.Holder) {
        (self.parts, self.leases, self.holder) = (parts, leases, holder)
    }

    /// Works until the task is cancelled; the leases stay held then.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await hold() }
            group.addTask { await look() }
            group.addTask { await doze() }
        }
    }

    // MARK: Leases

    private func hold() async {
        var renewed = ContinuousClock.now
        var isFirst = parts.configuration.isAlone
        while !Task.isCancelled {
            do {
                if isFirst { try await releaseLeft() }
                isFirst = false
                try await renew()
                renewed = .now
                try await claim()
            } catch {
                guard !Task.isCancelled else { return }
                parts.metrics.failures.increment(["lease"])
                parts.logger.warning("leases of shards could not be renewed", ["error": "\(error)"])
                // Who cannot renew a lease gives it up before another may take it.
                if ContinuousClock.now - renewed > leases.life * 2 / 3 { leave(parts.board.leases) }
            }
            try? await Task.sleep(for: leases.life / 3)
        }
    }

    /// Frees what an executor held that died; should it live all the same, it writes nothing under its old terms.
    private func releaseLeft() async throws {
        try await parts.database.transaction(ShardLeases.options) { tx throws(DatabaseError) in
            try await leases.release(try await leases.held(tx), tx)
        }
    }

    private func renew() async throws {
        let held = parts.board.leases
        guard !held.isEmpty else { return }
        var options = ShardLeases.options
        options.synchronousCommit = false
        options.deadline = leases.life / 3
        let kept = try await parts.database.transaction(options) { tx throws(DatabaseError) in
            try await leases.renew(held, tx)
        }
        let terms = Dictionary(uniqueKeysWithValues: kept.map { ($0.shard, $0.term) })
        leave(held.filter { terms[$0.shard] != $0.term })
    }

    private func claim() async throws {
        let wanted = parts.configuration.shards - parts.board.leases.count
        guard wanted > 0 else { return }
        var options = ShardLeases.options
        options.deadline = leases.life / 3
        let (claimed, work) = try await parts.database.transaction(options) { tx throws(DatabaseError) in
            let claimed = try await leases.claim(wanted, for: holder, tx)
            guard !claimed.isEmpty else { return (claimed, [ShardWork]()) }
            return (claimed, try await leases.open(in: claimed.map(\.shard), tx))
        }
        guard !claimed.isEmpty else { return }
        parts.logger.info("shards were taken up", ["count": claimed.count, "open": work.count])
        for lease in claimed { parts.board.hold(lease) }
        parts.metrics.shards.set(Double(parts.board.leases.count))
        for one in work { parts.board.ring(LaneKey(tenant: one.tenant, shard: one.shard)) }
    }

    private func leave(_ lost: [ShardLease]) {
        guard !lost.isEmpty else { return }
        parts.logger.warning("shards were lost", ["count": lost.count])
        parts.board.leave(lost)
        parts.metrics.shards.set(Double(parts.board.leases.count))
    }

    // MARK: Work

    /// Wakes the lanes for which something waits, whoever wrote it.
    private func look() async {
        while !Task.isCancelled {
            let shards = parts.board.leases.map(\.shard)
            if !shards.isEmpty {
                do {
                    let now = parts.clock.now
                    let work = try await parts.database.transaction(ShardLeases.options) { tx throws(DatabaseError) in
                        try await leases.work(in: shards, at: now, tx)
                    }
                    for one in work { parts.board.ring(LaneKey(tenant: one.tenant, shard: one.shard)) }
                } catch {
                    guard !Task.isCancelled else { return }
                    parts.metrics.failures.increment(["look"])
                    parts.logger.warning("what waits could not be read", ["error": "\(error)"])
                }
            }
            try? await Task.sleep(for: parts.configuration.poll)
        }
    }

    /// Has lanes without work let go of what they keep in memory.
    private func doze() async {
        while (try? await Task.sleep(for: .seconds(30))) != nil {
            parts.board.postToAll(.doze)
        }
    }
}
