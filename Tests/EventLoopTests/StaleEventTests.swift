import EventLoop
import Glibc
import Synchronization
import Testing

@Suite("An event that was on its way when its registration ended")
struct StaleEventTests {
    /// Notes its name when its descriptor is ready, and then does something.
    final class Watcher: Pollable {
        private let name: String
        private let log: Log
        private let then: () -> Void

        init(_ name: String, _ log: Log, _ then: @escaping () -> Void = {}) {
            (self.name, self.log, self.then) = (name, log, then)
        }

        func ready(_ events: PollEvents) {
            log.note(name)
            then()
        }
    }

    final class Log: Sendable {
        private let list = Mutex<[String]>([])
        var names: [String] { list.withLock { $0 } }
        func note(_ name: String) { list.withLock { $0.append(name) } }
    }

    /// The registrations of a test, on its loop alone.
    final class Pair {
        var first: Registration?
        var second: Registration?
    }

    @Test func `reaches neither the owner nor its successor`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.loops[0]
        let log = Log()
        let (one, other) = (try SocketPair(), try SocketPair())
        try await loop.perform {
            let pair = Pair()
            // Both become readable before the loop looks: whoever comes first puts a successor in the other's place.
            func replace(_ registration: Registration?) {
                guard log.names.count == 1, let registration else { return }
                loop.unregister(registration)
                _ = try? loop.register(registration.descriptor, [.writable], Watcher("successor", log))
            }
            pair.first = try loop.register(one.near, [.readable], Watcher("owner", log) { replace(pair.second) })
            pair.second = try loop.register(other.near, [.readable], Watcher("owner", log) { replace(pair.first) })
            one.send()
            other.send()
        }
        // A timer that fires after the loop has waited for descriptors again.
        try await loop.sleep(for: .milliseconds(2))
        // The successor asked for room to write, so it hears once, of that.
        #expect(log.names == ["owner", "successor"])
        group.shutdown()
    }
}

/// Two connected sockets.
final class SocketPair: Sendable {
    let near: Int32
    let far: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        try #require(unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0)
        (near, far) = (ends[0], ends[1])
    }

    deinit {
        close(near)
        close(far)
    }

    func send() {
        var byte: UInt8 = 7
        _ = unsafe write(far, &byte, 1)
    }
}
