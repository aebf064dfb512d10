import EventLoop
import Glibc
import Synchronization
import Testing

/// Two loops for the length of a test.
final class Loops: Sendable {
    let group: EventLoopGroup

    init() throws {
        group = try EventLoopGroup(count: 2)
    }

    deinit {
        group.shutdown()
    }
}

@Suite("An event loop")
struct EventLoopTests {
    let loops: Loops
    init() throws { loops = try Loops() }
    var loop: EventLoop { loops.group.loops[0] }

    @Test func `runs what it is given, on its thread, in order`() async {
        let seen = Mutex<[Int]>([])
        await withCheckedContinuation { continuation in
            for number in 0..<100 {
                loop.execute { [loop] in
                    #expect(loop.isCurrent && EventLoop.current === loop)
                    seen.withLock { $0.append(number) }
                    if number == 99 { continuation.resume() }
                }
            }
        }
        #expect(seen.withLock { $0 } == Array(0..<100))
        #expect(!loop.isCurrent && EventLoop.current == nil)
    }

    @Test func `keeps a task on its thread across calls and children`() async {
        await loop.perform { [loop] in
            #expect(loop.isCurrent)
            await Task.yield()
            #expect(loop.isCurrent)
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask { loop.isCurrent }
                }
                for await isThere in group {
                    #expect(isThere)
                }
            }
        }
    }

    @Test func `fires timers when they are due, the earlier first, and none that was cancelled`() async {
        let order = await withCheckedContinuation { continuation in
            loop.execute { [loop] in
                let seen = Mutex<[Int]>([])
                let box = Box(seen)
                loop.schedule(after: .milliseconds(20)) {
                    continuation.resume(returning: box.value.withLock { $0 })
                }
                loop.schedule(after: .milliseconds(10)) { box.value.withLock { $0.append(2) } }
                loop.schedule(after: .milliseconds(1)) { box.value.withLock { $0.append(1) } }
                let cancelled = loop.schedule(after: .milliseconds(5)) { box.value.withLock { $0.append(3) } }
                loop.cancel(cancelled)
            }
        }
        #expect(order == [1, 2])
    }

    @Test func `sleeps at least as long as asked`() async throws {
        let began = ContinuousClock.now
        try await loop.sleep(for: .milliseconds(5))
        #expect(ContinuousClock.now - began >= .milliseconds(5))
    }

    @Test func `ends a sleep when the task is cancelled`() async {
        let sleeper = Task { [loop] in
            do {
                try await loop.sleep(for: .seconds(3600))
                return false
            } catch {
                return true
            }
        }
        sleeper.cancel()
        #expect(await sleeper.value)
    }

    @Test func `always brings a caller back from an actor that two loops share`() async {
        let counter = Counter()
        await withTaskGroup(of: Int.self) { group in
            for loop in loops.group.loops {
                for _ in 0..<8 {
                    group.addTask {
                        await loop.perform {
                            var strayed = 0
                            for _ in 0..<2000 {
                                await counter.add()
                                if !loop.isCurrent { strayed += 1 }
                            }
                            return strayed
                        }
                    }
                }
            }
            for await strayed in group {
                #expect(strayed == 0)
            }
        }
        #expect(await counter.count == 32_000)
    }

    @Test func `reports a descriptor until it is unregistered`() async throws {
        var ends: [Int32] = [0, 0]
        try #require(
            unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0, &ends) == 0
        )
        let (near, far) = (ends[0], ends[1])
        defer { close(near); close(far) }
        let loop = loop
        let watcher = Watcher()
        let registration = try await loop.perform { try loop.register(near, [.readable], watcher) }
        var byte: UInt8 = 7
        #expect(unsafe write(far, &byte, 1) == 1)
        await watcher.next()
        await loop.perform { loop.unregister(registration) }
        #expect(unsafe write(far, &byte, 1) == 1)
        // A timer that fires after the loop has waited for descriptors again.
        try await loop.sleep(for: .milliseconds(2))
        #expect(watcher.reports == 1)
    }
}

@Suite("A work pool")
struct WorkPoolTests {
    @Test func `does work off the loops and brings the caller back`() async throws {
        let loops = try Loops()
        let pool = try WorkPool(threads: 1, limit: 4)
        defer { pool.shutdown() }
        let loop = loops.group.loops[0]
        try await loop.perform {
            let wasCurrent = try await pool.run { loop.isCurrent }
            #expect(!wasCurrent && loop.isCurrent)
        }
    }

    @Test func `refuses what exceeds its limit`() async throws {
        let pool = try WorkPool(threads: 1, limit: 0)
        defer { pool.shutdown() }
        await #expect(throws: WorkPoolError.full) { try await pool.run { 1 } }
    }

    @Test func `does all that it took`() async throws {
        let pool = try WorkPool(threads: 2, limit: 1000)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...500 {
                group.addTask { try await pool.run { number } }
            }
            return try await group.reduce(0, +)
        }
        pool.shutdown()
        #expect(sum == 125_250)
    }

    @Test func `does not begin what was cancelled while it waited`() async throws {
        let pool = try WorkPool(threads: 1, limit: 5)
        let hasBegun = Atomic<Bool>(false)
        let isOpen = Atomic<Bool>(false)
        let didRun = Atomic<Bool>(false)
        async let running: Void = pool.run {
            hasBegun.store(true, ordering: .releasing)
            while !isOpen.load(ordering: .acquiring) { sched_yield() }
        }
        while !hasBegun.load(ordering: .acquiring) { await Task.yield() }
        let waiting = Task { try await pool.run { didRun.store(true, ordering: .releasing) } }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        isOpen.store(true, ordering: .releasing)
        try await running
        try await pool.run {}
        let ran = didRun.load(ordering: .acquiring)
        #expect(!ran)
        pool.shutdown()
    }

    @Test func `is closed after its shutdown`() async throws {
        let pool = try WorkPool(threads: 1, limit: 1)
        pool.shutdown()
        await #expect(throws: WorkPoolError.closed) { try await pool.run { 1 } }
    }
}

/// A thing that is not copied when it is captured.
final class Box<Value: ~Copyable>: Sendable where Value: Sendable {
    let value: Value
    init(_ value: consuming Value) { self.value = value }
}

actor Counter {
    var count = 0
    func add() { count += 1 }
}

final class Watcher: Pollable, Sendable {
    private let state = Mutex<(reports: Int, waiter: CheckedContinuation<Void, Never>?)>((0, nil))
    var reports: Int { state.withLock { $0.reports } }

    func ready(_ events: PollEvents) {
        state.withLock { state in
            state.reports += 1
            defer { state.waiter = nil }
            return state.waiter
        }?.resume()
    }

    func next() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.reports == 0 { state.waiter = continuation }
                return state.reports > 0
            }
            if isDone { continuation.resume() }
        }
    }
}
