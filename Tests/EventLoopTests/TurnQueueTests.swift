import EventLoop
import Glibc
import RandomData
import Synchronization
import Testing

@Suite("A queue of turns")
struct TurnQueueTests {
    private func drain(_ queue: inout TurnQueue<String, Int>) -> [Int] {
        var taken: [Int] = []
        while let (owner, element) = queue.next() {
            taken.append(element)
            queue.giveBack(of: owner)
        }
        return taken
    }

    @Test func `lets owners take turns, however much one of them has`() {
        var queue = TurnQueue<String, Int>(share: 10)
        for number in 0..<5 { queue.append(number, of: "a") }
        queue.append(10, of: "b")
        queue.append(20, of: "c")
        queue.append(11, of: "b")
        let taken = drain(&queue)
        #expect(taken == [0, 10, 20, 1, 11, 2, 3, 4])
        #expect(queue.count == 0)
    }

    @Test func `gives an owner no more in hand than its share`() {
        var queue = TurnQueue<String, Int>(share: 2)
        for number in 0..<4 { queue.append(number, of: "a") }
        queue.append(10, of: "b")
        let taken = (0..<4).map { _ in queue.next()?.element }
        #expect(taken == [0, 10, 1, nil])
        #expect(queue.count(of: "a") == 2)
        queue.giveBack(of: "b")
        let refused = queue.next()
        #expect(refused == nil)
        queue.giveBack(of: "a")
        let next = queue.next()
        #expect(next?.element == 2)
    }

    @Test func `forgets what is removed, and whose turn it would have been`() {
        var queue = TurnQueue<String, Int>(share: 1)
        for number in 0..<4 { queue.append(number, of: "a") }
        queue.append(10, of: "b")
        queue.removeAll { $0 == 1 || $0 == 10 }
        #expect(queue.count == 3)
        queue.append(11, of: "b")
        let taken = drain(&queue)
        #expect(taken == [0, 11, 2, 3])
    }

    @Test func `is fair and loses nothing, whatever comes`() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let share = Int.random(in: 1...3, using: &random)
            var queue = TurnQueue<String, Int>(share: share)
            var (expected, inHand): ([String: [Int]], [String: Int]) = ([:], [:])
            for number in 0..<200 {
                let owner = ["a", "b", "c", "d"].randomElement(using: &random) ?? "a"
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<5:
                    queue.append(number, of: owner)
                    expected[owner, default: []].append(number)
                case 5..<8:
                    let ready = expected.filter { !$0.value.isEmpty && inHand[$0.key, default: 0] < share }
                    guard let (owner, element) = queue.next() else {
                        #expect(ready.isEmpty)
                        continue
                    }
                    #expect(ready[owner]?.first == element)
                    expected[owner]?.removeFirst()
                    inHand[owner, default: 0] += 1
                case 8 where inHand[owner, default: 0] > 0:
                    queue.giveBack(of: owner)
                    inHand[owner, default: 0] -= 1
                default:
                    queue.removeAll { $0 % 7 == 0 }
                    for (owner, elements) in expected { expected[owner] = elements.filter { $0 % 7 != 0 } }
                }
                #expect(queue.count == expected.values.reduce(0) { $0 + $1.count })
            }
        }
    }
}

@Suite("A pool that owners share")
struct SharedWorkPoolTests {
    /// Holds threads until it is opened.
    private final class Barrier: Sendable {
        private let isOpen = Atomic(false)

        func open() { isOpen.store(true, ordering: .releasing) }

        func wait() {
            while !isOpen.load(ordering: .acquiring) { sched_yield() }
        }
    }

    private final class Tally: Sendable {
        private let number = Atomic(0)

        var count: Int { number.load(ordering: .acquiring) }

        func add() { _ = number.add(1, ordering: .releasing) }
    }

    @Test func `keeps a thread free for other owners`() async throws {
        let pool = try WorkPool(name: "test", threads: 2, limit: 100, isShared: true)
        let barrier = Barrier()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    try await pool.run(for: "greedy") {
                        barrier.wait()
                        return 1
                    }
                }
            }
            // The greedy owner has one of two threads, so this comes through.
            let other = try await pool.run(for: "other") { 2 }
            #expect(other == 2)
            barrier.open()
            let sum = try await group.reduce(0, +)
            #expect(sum == 10)
        }
        pool.shutdown()
    }

    @Test func `refuses an owner who lets too much wait, and nobody else`() async throws {
        let pool = try WorkPool(name: "test", threads: 2, limit: 4, isShared: true)
        let barrier = Barrier()
        let begun = Tally()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                let first: Void? = try? await pool.run(for: "greedy") {
                    begun.add()
                    barrier.wait()
                }
                return first != nil
            }
            while begun.count == 0 { await Task.yield() }
            for _ in 0..<9 {
                group.addTask {
                    do {
                        try await pool.run(for: "greedy") { barrier.wait() }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            // One has the thread, two wait; whoever was refused is back already.
            for _ in 0..<7 {
                let wasDone = await group.next()
                #expect(wasDone == false)
            }
            let other = try? await pool.run(for: "other") { 2 }
            #expect(other == 2)
            barrier.open()
            for await wasDone in group { #expect(wasDone) }
        }
        pool.shutdown()
    }

    @Test func `lets work go that is cancelled before it began`() async throws {
        let pool = try WorkPool(name: "test", threads: 1, limit: 10, isShared: true)
        let barrier = Barrier()
        let first = Task { try await pool.run(for: "a") { barrier.wait() } }
        while pool.waiting > 0 { await Task.yield() }
        let second = Task { try await pool.run(for: "a") { Issue.record("it was not to begin") } }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        barrier.open()
        try await first.value
        pool.shutdown()
    }

    @Test func `does what waits before it ends, and takes nothing after`() async throws {
        let pool = try WorkPool(name: "test", threads: 1, limit: 10, isShared: true)
        let done = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask { try? await pool.run(for: "a") { done.add() } }
            }
        }
        pool.shutdown()
        #expect(done.count == 5)
        await #expect(throws: WorkPoolError.closed) { try await pool.run(for: "a") {} }
    }
}
