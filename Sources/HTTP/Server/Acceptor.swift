import EventLoop
import Synchronization

/// Accepts connections on one loop and hands them to all loops in turn.
///
/// `@unchecked Sendable`: everything variable is touched on `loop` only; `resume` and `stop` send their work there. `isPaused`
/// is an atomic.
final class Acceptor: Pollable, @unchecked Sendable {
    private static let budget = 64
    private static let pause = Duration.milliseconds(200)

    private let loop: EventLoop
    private let shared: ServerShared
    private var socket: SocketHandle?
    private var registration: Registration?
    private var loops: [ServerLoop] = []
    private var turn = 0
    private let isPaused = Atomic<Bool>(false)

    init(loop: EventLoop, shared: ServerShared, socket: consuming SocketHandle) {
        self.loop = loop
        self.shared = shared
        self.socket = consume socket
    }

    /// Begins to accept; to be called on the loop.
    func start(_ loops: [ServerLoop]) throws(EventLoopError) {
        guard let descriptor = socket?.descriptor else { return }
        self.loops = loops
        registration = try loop.register(descriptor, [.readable], self)
        accept()
    }

    /// Closes the listening socket; to be called on the loop.
    func stop() {
        if let registration { loop.unregister(registration) }
        registration = nil
        socket = nil
    }

    /// A connection was closed: goes on if the limit had been reached.
    func connectionClosed() {
        guard isPaused.exchange(false, ordering: .acquiringAndReleasing) else { return }
        loop.execute { self.accept() }
    }

    func ready(_ events: PollEvents) {
        accept()
    }

    private func accept() {
        var budget = Self.budget
        while registration != nil {
            guard budget > 0 else { return loop.execute { self.accept() } }
            budget -= 1
            guard isBelowLimit() else { return }
            switch socket?.accept() ?? .wouldBlock {
            case .wouldBlock: return
            case .again: continue
            case .connection(let descriptor, let peer):
                shared.connections.add(1, ordering: .acquiringAndReleasing)
                loops[turn].adopt(descriptor, peer)
                turn = (turn + 1) % loops.count
            case .exhausted(let code):
                // The connection stays in the backlog and reports no further edge, hence the timer.
                shared.observe(.acceptPaused(code: code))
                loop.schedule(after: Self.pause) { self.accept() }
                return
            }
        }
    }

    /// Whether another connection is allowed; if not, the next one that closes goes on.
    private func isBelowLimit() -> Bool {
        let limit = shared.configuration.maximumConnections
        guard shared.connections.load(ordering: .acquiring) >= limit else { return true }
        guard !isPaused.exchange(true, ordering: .acquiringAndReleasing) else { return false }
        shared.observe(.acceptPaused(code: 0))
        // One may have closed between the two looks.
        guard shared.connections.load(ordering: .acquiring) < limit else { return false }
        return isPaused.exchange(false, ordering: .acquiringAndReleasing)
    }
}
