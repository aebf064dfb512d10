import Flows
import Postgres
import RandomData
import Tenancy
import Testbed
import Testing

@testable import Executor

@Suite("Slots of executions", .database)
struct ExecutionSlotsTests {
    let fixture: StoreFixture
    init() throws { fixture = try StoreFixture() }

    private func ask(
        _ wishes: [(number: UInt64, wish: SlotRequest.Wish)],
        limit: Int64 = 2,
        of flow: String = "a/flow",
        in tenant: Tenant.ID? = nil
    ) async throws -> (granted: [String], refused: [String]) {
        let address = try StoreFixture.address(flow)
        let requests = wishes.map { SlotRequest(.number($0.number), of: address, limit: limit, $0.wish) }
        let response = try await fixture.run(tenant) { tenant, tx in
            try await fixture.store.slots(requests, in: tenant, tx)
        }
        func words(_ wishes: [SlotResponse.Wish]) -> [String] { wishes.map { "\($0.execution.low).\($0.token)" } }
        return (words(response.granted), words(response.refused))
    }

    @Test func `are given while there are some, and then to those who wait, in their order`() async throws {
        let first = try await ask((1...4).map { ($0, .request(token: 1)) })
        #expect(first.granted == ["1.1", "2.1"] && first.refused == ["3.1", "4.1"])
        let queue: [(UInt64, SlotRequest.Wish)] = [
            (3, .enqueue(token: 2)), (4, .enqueue(token: 2)), (5, .enqueue(token: 9)),
        ]
        #expect(try await ask(queue).granted.isEmpty)
        // Somebody who asks anew does not come before those who wait.
        let second = try await ask([(1, .release), (6, .request(token: 1))])
        #expect(second.granted == ["3.2"] && second.refused == ["6.1"])
        #expect(try await ask([(4, .dequeue)]).granted.isEmpty)
        #expect(try await ask([(2, .release), (3, .release)]).granted == ["5.9"])
        #expect(try await ask([(6, .request(token: 3))]).granted == ["6.3"])
        // Nothing is left over.
        #expect(try await ask([(5, .release), (6, .release), (7, .request(token: 1))]).granted == ["7.1"])
    }

    @Test func `are given once, however often they are asked for, and given back once`() async throws {
        for _ in 0..<3 { #expect(try await ask([(1, .request(token: 1))]).granted == ["1.1"]) }
        #expect(try await ask([(2, .request(token: 1))]).granted == ["2.1"])
        for _ in 0..<3 { _ = try await ask([(9, .release), (8, .dequeue), (1, .dequeue)]) }
        #expect(try await ask([(3, .request(token: 1))]).refused == ["3.1"])
        _ = try await ask([(3, .enqueue(token: 2)), (3, .enqueue(token: 4)), (3, .release)])
        #expect(try await ask([(1, .release)]).granted == ["3.4"])
    }

    @Test func `who waits is served when there are more, and none when there are fewer`() async throws {
        _ = try await ask((1...5).map { ($0, .enqueue(token: 1)) }, limit: 1)
        #expect(try await ask([(9, .dequeue)], limit: 3).granted == ["2.1", "3.1"])
        #expect(try await ask([(1, .release)], limit: 1).granted.isEmpty)
        #expect(try await ask([(2, .release), (3, .release)], limit: 1).granted == ["4.1"])
    }

    @Test func `of a flow are its own, and of a tenant`() async throws {
        for (flow, tenant) in [("a/flow", fixture.mine), ("a/other", fixture.mine), ("a/flow", fixture.theirs)] {
            let wishes: [(UInt64, SlotRequest.Wish)] = [(1, .request(token: 1)), (2, .request(token: 1))]
            let given = try await ask(wishes, limit: 1, of: flow, in: tenant)
            #expect(given.granted == ["1.1"] && given.refused == ["2.1"])
            _ = try await ask([(2, .enqueue(token: 5))], limit: 1, of: flow, in: tenant)
        }
        #expect(try await ask([(1, .release)], limit: 1, in: fixture.theirs).granted == ["2.5"])
        #expect(try await ask([(3, .dequeue)], limit: 1).granted.isEmpty)
    }

    /// What one executor does: its executions ask, wait, hold and give back, with what others grant them.
    private actor Board {
        private(set) var held = 0
        private(set) var most = 0
        private(set) var ended = 0
        private var granted: Set<ExecutionID> = []

        func grant(_ wishes: [SlotResponse.Wish]) {
            for wish in wishes where granted.insert(wish.execution).inserted {
                held += 1
                most = max(most, held)
            }
        }

        /// Takes what may be given back, and counts it as given back before it is, so that nobody is counted twice.
        func take(_ count: Int) -> [ExecutionID] {
            let taken = Array(granted.prefix(count))
            granted.subtract(taken)
            held -= taken.count
            ended += taken.count
            return taken
        }
    }

    @Test func `are never more than there may be, and nobody is forgotten, whoever asks at the same time`() async throws
    {
        let (flow, limit, total) = (try StoreFixture.address("a/flow"), Int64(3), 60)
        let board = Board()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<6 {
                group.addTask {
                    for number in stride(from: lane, to: total, by: 6) {
                        let id = ExecutionID.number(UInt64(number))
                        let response = try await fixture.run { tenant, tx in
                            let request = SlotRequest(id, of: flow, limit: limit, .request(token: 1))
                            return try await fixture.store.slots([request], in: tenant, tx)
                        }
                        await board.grant(response.granted)
                        if !response.refused.isEmpty {
                            let waited = try await fixture.run { tenant, tx in
                                let request = SlotRequest(id, of: flow, limit: limit, .enqueue(token: 2))
                                return try await fixture.store.slots([request], in: tenant, tx)
                            }
                            await board.grant(waited.granted)
                        }
                        try await giveBack(1, flow, limit, board)
                    }
                }
            }
            try await group.waitForAll()
        }
        while await board.held > 0 { try await giveBack(2, flow, limit, board) }
        #expect(await board.ended == total)
        let left: Int = try await fixture.run { _, tx in
            try await tx.query("select count(*) from execution_slot")[0].decode(0)
        }
        #expect(left == 0)
    }

    private func giveBack(_ count: Int, _ flow: FlowAddress, _ limit: Int64, _ board: Board) async throws {
        let ids = await board.take(count)
        guard !ids.isEmpty else { return }
        let (response, held) = try await fixture.run { tenant, tx in
            let requests = ids.map { SlotRequest($0, of: flow, limit: limit, .release) }
            let response = try await fixture.store.slots(requests, in: tenant, tx)
            let rows = try await tx.query("select count(*) from execution_slot where position is null")
            return (response, try rows[0].decode(0, as: Int64.self))
        }
        #expect(held <= limit)
        await board.grant(response.granted)
    }
}
