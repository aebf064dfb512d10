import Daemon
import Synchronization

/// Keeps the lines of a logger.
final class LineSink: Sendable {
    private let list = Mutex<[String]>([])

    var lines: [String] { list.withLock { $0 } }

    func write(_ line: [UInt8]) {
        list.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
    }
}

/// A clock that stands still.
struct StoppedClock: WallClock {
    var now: Instant { Instant(microseconds: 1_795_240_800_250_000) }
}

extension Logger {
    static func test(_ sink: LineSink, level: LogLevel = .trace) -> Logger {
        Logger(level: level, clock: StoppedClock()) { sink.write($0) }
    }
}
