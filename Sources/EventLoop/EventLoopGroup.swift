import Glibc
import Synchronization

/// The event loops of a process, one a thread.
public final class EventLoopGroup: Sendable {
    /// The loops.
    public let loops: [EventLoop]
    private let threads: [ThreadHandle]
    private let turn = Atomic<Int>(0)

    /// Makes loops and starts their threads.
    ///
    /// - Parameters:
    ///   - count: how many; as many as there are processors if it is not said.
    ///   - onLag: told, on the loop's thread, of a turn that took over 50 ms.
    /// - Throws: ``EventLoopError`` if the system has no descriptor or thread to give.
    public init(count: Int? = nil, onLag: (@Sendable (Duration) -> Void)? = nil) throws(EventLoopError) {
        let count = max(1, count ?? Self.processors)
        var loops: [EventLoop] = []
        var threads: [ThreadHandle] = []
        do {
            for index in 0..<count {
                let loop = try EventLoop(onLag: onLag)
                threads.append(try ThreadHandle(name: "loop-\(index)") { loop.run() })
                loops.append(loop)
            }
        } catch {
            for loop in loops { loop.stop() }
            for thread in threads { thread.join() }
            throw error
        }
        self.loops = loops
        self.threads = threads
    }

    /// A loop: the caller's own if it is on one of the group's, else each in turn.
    public func next() -> EventLoop {
        if let current = EventLoop.current, loops.contains(where: { $0 === current }) {
            return current
        }
        let number = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: number) % UInt(loops.count))]
    }

    /// Stops the loops and waits for their threads; not to be called on one of them.
    public func shutdown() {
        for loop in loops {
            loop.stop()
        }
        for thread in threads {
            thread.join()
        }
    }

    /// How many processors the system has for us.
    public static var processors: Int {
        max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    }
}
