import EventLoop
import Synchronization
import Testing

@Suite("A loop that ends leaves nobody waiting")
struct LoopEndTests {
    let group: EventLoopGroup
    var loop: EventLoop { group.loops[0] }

    init() throws { group = try EventLoopGroup(count: 1) }

    @Test func `sleepers wake on the loop, and what is ready runs`() async {
        let loop = loop
        let isAsleep = Atomic<Bool>(false)
        let ran = Atomic<Int>(0)
        async let outcome = Task(executorPreference: loop) {
            do {
                isAsleep.store(true, ordering: .releasing)
                try await loop.sleep(for: .seconds(3600))
                return "slept"
            } catch {
                return loop.isCurrent ? "woken on the loop" : "woken elsewhere"
            }
        }.value
        while !isAsleep.load(ordering: .acquiring) { await Task.yield() }
        for _ in 0..<100 { loop.execute { ran.wrappingAdd(1, ordering: .relaxed) } }
        group.shutdown()
        #expect(await outcome == "woken on the loop")
        let count = ran.load(ordering: .relaxed)
        #expect(count == 100)
    }

    @Test func `a later sleep is refused, and a later task runs elsewhere`() async {
        group.shutdown()
        let loop = loop
        await #expect(throws: CancellationError.self) { try await loop.sleep(for: .seconds(3600)) }
        #expect(await Task(executorPreference: loop) { loop.isCurrent }.value == false)
    }

    @Test func `a task cancelled before does not sleep`() async {
        let loop = loop
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await loop.sleep(for: .seconds(3600))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        group.shutdown()
    }

    @Test func `many sleeps, half of them cancelled, all end`() async {
        let loop = loop
        let ended = await withTaskGroup(of: Bool.self) { tasks in
            for number in 0..<2_000 {
                tasks.addTask {
                    guard number.isMultiple(of: 2) else {
                        return (try? await loop.sleep(for: .microseconds(number))) != nil
                    }
                    let sleeper = Task(executorPreference: loop) { try await loop.sleep(for: .seconds(3600)) }
                    await Task.yield()
                    sleeper.cancel()
                    return (try? await sleeper.value) == nil
                }
            }
            return await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(ended == 2_000)
        group.shutdown()
    }
}
