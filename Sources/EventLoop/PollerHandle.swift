import CLinux
import Glibc

/// Owns an epoll instance and the eventfd that wakes it.
@safe
struct PollerHandle: ~Copyable {
    private let epoll: Int32
    private let wakeUp: Int32
    /// The tag of the wake-up descriptor; no registration has it.
    private static let wakeUpTag = UInt64.max

    init() throws(EventLoopError) {
        let epoll = clinux_epoll_create()
        guard epoll >= 0 else { throw .system(call: "epoll_create1", code: -epoll) }
        let wakeUp = clinux_eventfd()
        guard wakeUp >= 0 else {
            _ = close(epoll)
            throw .system(call: "eventfd", code: -wakeUp)
        }
        let code = clinux_epoll_set(epoll, 1, wakeUp, PollEvents.readable.rawValue, Self.wakeUpTag)
        guard code == 0 else {
            _ = close(wakeUp)
            _ = close(epoll)
            throw .system(call: "epoll_ctl", code: code)
        }
        self.epoll = epoll
        self.wakeUp = wakeUp
    }

    deinit {
        _ = close(wakeUp)
        _ = close(epoll)
    }

    func add(_ descriptor: Int32, _ events: PollEvents, tag: UInt64) throws(EventLoopError) {
        // EPOLLET: edge-triggered.
        let code = clinux_epoll_set(epoll, 1, descriptor, events.rawValue | 1 << 31, tag)
        guard code == 0 else { throw .system(call: "epoll_ctl", code: code) }
    }

    func modify(_ descriptor: Int32, _ events: PollEvents, tag: UInt64) throws(EventLoopError) {
        let code = clinux_epoll_set(epoll, 3, descriptor, events.rawValue | 1 << 31, tag)
        guard code == 0 else { throw .system(call: "epoll_ctl", code: code) }
    }

    func remove(_ descriptor: Int32) {
        // Fails only if the descriptor was closed, which removes it too.
        _ = clinux_epoll_set(epoll, 2, descriptor, 0, 0)
    }

    /// Makes the wait of the loop's thread end; safe from any thread.
    func wake() {
        var one: UInt64 = 1
        _ = unsafe write(wakeUp, &one, 8)
    }

    /// Waits, and appends what happened; wake-ups are consumed and not reported.
    func wait(milliseconds: Int32, into found: inout [(tag: UInt64, events: PollEvents)]) {
        found.removeAll(keepingCapacity: true)
        unsafe withUnsafeTemporaryAllocation(of: clinux_event.self, capacity: 256) { events in
            let count = unsafe clinux_epoll_wait(epoll, events.baseAddress, 256, milliseconds)
            guard count > 0 else { return }
            for index in 0..<Int(count) {
                let event = unsafe events[index]
                guard event.tag != Self.wakeUpTag else {
                    var value: UInt64 = 0
                    _ = unsafe read(wakeUp, &value, 8)
                    continue
                }
                found.append((event.tag, PollEvents(rawValue: event.events)))
            }
        }
    }
}
