import Glibc
import Synchronization
import Testing

@testable import Daemon

@Suite("A group runs its services and stops them in reverse order")
struct ServiceGroupTests {
    /// What happened, in order; a test awaits an entry.
    final class Diary: Sendable {
        private let state = Mutex((entries: [String](), waiting: [(String, CheckedContinuation<Void, Never>)]()))

        var entries: [String] { state.withLock { $0.entries } }

        func note(_ entry: String) {
            let woken = state.withLock { state in
                state.entries.append(entry)
                let woken = state.waiting.filter { $0.0 == entry }.map(\.1)
                state.waiting.removeAll { $0.0 == entry }
                return woken
            }
            for continuation in woken { continuation.resume() }
        }

        func wait(for entry: String) async {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    guard !state.entries.contains(entry) else { return true }
                    state.waiting.append((entry, continuation))
                    return false
                }
                if isThere { continuation.resume() }
            }
        }
    }

    struct Failure: Error, Equatable {}

    /// Runs until it is cancelled, or fails or returns when it is told so.
    struct Worker: Service {
        enum Ending: Sendable { case cancellation, failure, itself, never }

        let name: String
        let diary: Diary
        var ending = Ending.cancellation

        func run() async throws {
            diary.note("\(name) runs")
            switch ending {
            case .cancellation: break
            case .failure: throw Failure()
            case .itself: return
            case .never: await diary.wait(for: "released")
            }
            do {
                try await Task.sleep(for: .seconds(3600))
            } catch {
                diary.note("\(name) stops")
                throw error
            }
        }
    }

    let diary = Diary()
    let sink = LineSink()

    private func group(
        _ workers: [Worker],
        signals: AsyncStream<ServiceGroupState.Signal> = AsyncStream { _ in },
        grace: @escaping @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(3600)) }
    ) -> ServiceGroup {
        var environment = ServiceGroup.Environment()
        environment.exit = { [diary] in
            diary.note("exit \($0)")
            diary.note("released")
        }
        environment.sleep = { _ in try await grace() }
        environment.watch = { body in
            let task = Task {
                for await signal in signals { body(signal) }
            }
            return { task.cancel() }
        }
        return ServiceGroup(
            workers,
            grace: .seconds(5),
            logger: .test(sink),
            onReload: { [diary] in diary.note("reloaded") },
            environment: environment
        )
    }

    @Test func `cancellation stops in reverse order and is no error`() async throws {
        let group = group(["a", "b", "c"].map { Worker(name: $0, diary: diary) })
        let run = Task { try await group.run() }
        for name in ["a", "b", "c"] { await diary.wait(for: "\(name) runs") }
        run.cancel()
        try await run.value
        #expect(diary.entries.suffix(3) == ["c stops", "b stops", "a stops"])
        #expect(sink.lines.contains { $0.contains(#""message":"services stopped""#) })
    }

    @Test func `a failure stops the others and is thrown`() async throws {
        let group = group([
            Worker(name: "a", diary: diary), Worker(name: "b", diary: diary, ending: .failure),
        ])
        let error = await #expect(throws: ServiceGroupError.self) { try await group.run() }
        guard case .failed(service: "b", let cause) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause as? Failure == Failure())
        #expect(diary.entries.last == "a stops")
    }

    @Test func `a service that returns by itself is an error`() async throws {
        let group = group([Worker(name: "a", diary: diary, ending: .itself)])
        let error = await #expect(throws: ServiceGroupError.self) { try await group.run() }
        guard case .ended(service: "a") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a second signal ends the process`() async throws {
        let (signals, send) = AsyncStream.makeStream(of: ServiceGroupState.Signal.self)
        let group = group([Worker(name: "a", diary: diary, ending: .never)], signals: signals)
        let run = Task { try await group.run() }
        await diary.wait(for: "a runs")
        send.yield(.reload)
        await diary.wait(for: "reloaded")
        send.yield(.stop(15))
        send.yield(.stop(15))
        await diary.wait(for: "exit 143")
        try await run.value
    }

    @Test func `the end of the grace period ends the process`() async throws {
        let group = group([Worker(name: "a", diary: diary, ending: .never)], grace: {})
        let run = Task { try await group.run() }
        await diary.wait(for: "a runs")
        run.cancel()
        await diary.wait(for: "exit 1")
        try await run.value
    }

    @Test func `a group without services ends at once`() async throws {
        try await group([]).run()
    }

    @Test func `the process's own signals reach the group, which gives them back`() async throws {
        for _ in 0..<2 {
            let diary = Diary()
            let group = ServiceGroup([Worker(name: "a", diary: diary)], logger: .test(sink)) { diary.note("reloaded") }
            let run = Task { try await group.run() }
            await diary.wait(for: "a runs")
            let error = await #expect(throws: ServiceGroupError.self) { try await group.run() }
            guard case .signalsTaken = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            kill(getpid(), SIGHUP)
            await diary.wait(for: "reloaded")
            kill(getpid(), SIGTERM)
            try await run.value
            #expect(diary.entries.last == "a stops")
        }
    }
}
