import Daemon
import Postgres
import Tenancy
import Testbed
import Testing

@testable import Executor

@Suite("Leases of shards", .database)
struct ShardLeasesTests {
    let fixture: StoreFixture
    let leases = ShardLeases(life: .seconds(60))
    let one = ShardLease.Holder.random()
    let other = ShardLease.Holder.random()
    init() throws { fixture = try StoreFixture() }

    private func claim(_ limit: Int = 16, for holder: ShardLease.Holder) async throws -> [ShardLease] {
        try await fixture.spanning { tx in try await leases.claim(limit, for: holder, tx) }
    }

    private func require(_ lease: ShardLease) async throws {
        try await fixture.run { _, tx in try await ShardLeases.require(lease, tx) }
    }

    /// Lets all leases run out.
    private func expire() async throws {
        _ = try await fixture.spanning { tx in
            try await tx.execute("update executor_shard set expires_at = now() - interval '1 second'")
        }
    }

    @Test func `are had by one executor at a time`() async throws {
        let some = try await claim(5, for: one)
        #expect(some.count == 5 && some.allSatisfy { $0.holder == one && $0.term == 1 })
        let rest = try await claim(for: other)
        #expect(Set(some.map(\.shard) + rest.map(\.shard)) == Set(0..<16))
        #expect(try await claim(for: one).isEmpty)
        #expect(try await claim(for: other).isEmpty)
        let held = try await fixture.spanning { tx in try await leases.held(tx) }
        #expect(held == (some + rest).sorted { $0.shard < $1.shard })
        for lease in held { try await require(lease) }
    }

    @Test func `that have run out are given to another, and what is written under them is refused`() async throws {
        let old = try await claim(for: one)
        try await expire()
        // Nobody else has them yet: they still are the last holder's.
        for lease in old { try await require(lease) }
        let new = try await claim(for: other)
        #expect(new.count == 16 && new.allSatisfy { $0.term == 2 })
        for lease in old {
            await #expect(throws: ExecutionStoreError.leaseLost(shard: lease.shard)) { try await require(lease) }
        }
        for lease in new { try await require(lease) }
        var forged = new[0]
        forged.holder = one
        await #expect(throws: ExecutionStoreError.leaseLost(shard: forged.shard)) { try await require(forged) }
        #expect(try await fixture.spanning { tx in try await leases.renew(old, tx) }.isEmpty)
        try await fixture.spanning { tx in try await leases.release(old, tx) }
        for lease in new { try await require(lease) }
    }

    @Test func `last longer when they are renewed, and are free when they are given back`() async throws {
        let held = try await claim(for: one)
        try await expire()
        let renewed = try await fixture.spanning { tx in try await leases.renew(held, tx) }
        #expect(Set(renewed.map(\.shard)) == Set(0..<16))
        #expect(renewed.allSatisfy { $0.term == 1 && $0.expiresAt > held[0].expiresAt - .seconds(1) })
        #expect(try await claim(for: other).isEmpty)
        try await fixture.spanning { tx in try await leases.release(Array(renewed.prefix(4)), tx) }
        await #expect(throws: ExecutionStoreError.leaseLost(shard: renewed[0].shard)) { try await require(renewed[0]) }
        let taken = try await claim(for: other)
        #expect(Set(taken.map(\.shard)) == Set(renewed.prefix(4).map(\.shard)))
    }

    @Test func `are not given away while somebody writes under them`() async throws {
        let held = try await claim(for: one).sorted { $0.shard < $1.shard }
        try await expire()
        try await fixture.run { _, tx in
            try await ShardLeases.require(held[3], tx)
            let taken = try await claim(for: other)
            #expect(Set(taken.map(\.shard)) == Set(0..<16).subtracting([3]))
        }
        #expect(try await claim(for: other).map(\.shard) == [3])
    }

    @Test func `many who claim at once share them`() async throws {
        let all = try await withThrowingTaskGroup(of: [ShardLease].self) { group in
            for _ in 0..<6 { group.addTask { try await claim(4, for: .random()) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(all.map(\.shard)).count == all.count)
        let rest = try await claim(for: one)
        #expect(all.count + rest.count == 16)
    }

    private func work(_ shards: [Int16], at instant: Int64 = 1000, limit: Int = 100) async throws -> Set<ShardWork> {
        Set(
            try await fixture.spanning { tx in
                try await leases.work(in: shards, at: Instant(milliseconds: instant), limit: limit, tx)
            }
        )
    }

    @Test func `what there is to do is known of all tenants`() async throws {
        #expect(try await work(Array(0..<16)).isEmpty)
        for (tenant, number) in [(fixture.mine, 5), (fixture.mine, 21), (fixture.theirs, 5), (fixture.theirs, 6)] {
            try await fixture.run(tenant) { tenant, tx in
                try await fixture.store.post([(.number(UInt64(number)), .begin)], in: tenant, tx)
            }
        }
        try await fixture.create(.number(7))
        var write = ExecutionWrite(.number(7), try StoreFixture.plan, rows: ExecutionRows())
        write.startedTimers = [(TimerID(taskRun: nil, token: 1, purpose: .schedule), 1000)]
        var batch = ExecutionBatch()
        batch.writes = [write]
        try await fixture.save(batch)
        func here(_ shard: Int16) -> ShardWork { ShardWork(tenant: fixture.mine, shard: shard) }
        func there(_ shard: Int16) -> ShardWork { ShardWork(tenant: fixture.theirs, shard: shard) }
        #expect(try await work(Array(0..<16)) == [here(5), there(5), there(6), here(7)])
        #expect(try await work(Array(0..<16), at: 999) == [here(5), there(5), there(6)])
        #expect(try await work([6, 7]) == [there(6), here(7)])
        #expect(try await work([]).isEmpty)
        #expect(try await work(Array(0..<16), at: 999, limit: 2).count == 2)
    }

    @Test func `what is left of a deleted tenant is not worked on, and swept away`() async throws {
        for (tenant, slug) in [(fixture.mine, "mine"), (fixture.theirs, "theirs")] {
            try await fixture.create(.number(5), in: tenant)
            var write = ExecutionWrite(.number(5), try StoreFixture.plan, rows: ExecutionRows())
            write.startedTimers = [(TimerID(taskRun: nil, token: 1, purpose: .schedule), 1000)]
            var batch = ExecutionBatch()
            batch.writes = [write]
            batch.posted = [(.number(5), .begin)]
            try await fixture.save(batch, in: tenant)
            _ = try await fixture.spanning { tx in
                try await tx.execute("insert into tenant (tenant_id, slug, name) values (\(tenant), \(slug), 'name')")
            }
        }
        let all = [ShardWork(tenant: fixture.mine, shard: 5), ShardWork(tenant: fixture.theirs, shard: 5)]
        let mine = [ShardWork(tenant: fixture.mine, shard: 5)]
        func open() async throws -> Set<ShardWork> {
            Set(try await fixture.spanning { tx in try await leases.open(in: [5], tx) })
        }
        #expect(try await work([5]) == Set(all))
        #expect(try await open() == Set(all))
        _ = try await fixture.spanning { tx in
            try await tx.execute("update tenant set deleted_at = now() where tenant_id = \(fixture.theirs)")
        }
        #expect(try await work([5]) == Set(mine))
        #expect(try await open() == Set(mine))
        #expect(try await fixture.spanning { tx in try await ExecutionStore.removeOrphans(tx) } == 2)
        #expect(try await fixture.load(.number(5), in: fixture.theirs) == nil)
        #expect(try await fixture.load(.number(5)) != nil)
        #expect(try await fixture.spanning { tx in try await ExecutionStore.removeOrphans(tx) } == 0)
    }

    @Test func `what has not ended is known of all tenants`() async throws {
        for (tenant, number) in [(fixture.mine, 5), (fixture.mine, 21), (fixture.mine, 37), (fixture.theirs, 6)] {
            try await fixture.create(.number(UInt64(number)), in: tenant) { state, _ in
                if number == 37 { _ = state.apply(ExecutionEvent(.command(.kill(cascade: true)), at: 5)) }
            }
        }
        let open = try await fixture.spanning { tx in try await leases.open(in: Array(0..<16), tx) }
        #expect(
            Set(open) == [
                ShardWork(tenant: fixture.mine, shard: 5), ShardWork(tenant: fixture.theirs, shard: 6),
            ]
        )
        try await fixture.run { tenant, tx async throws in
            let store = fixture.store
            #expect(try await store.open(in: 5, limit: 9, of: tenant, tx) == [.number(5), .number(21)])
            #expect(try await store.open(in: 5, after: .number(5), limit: 9, of: tenant, tx) == [.number(21)])
            #expect(try await store.open(in: 5, limit: 1, of: tenant, tx) == [.number(5)])
            #expect(try await store.open(in: 6, limit: 9, of: tenant, tx).isEmpty)
        }
    }
}
