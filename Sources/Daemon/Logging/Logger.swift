import JSON
import Synchronization

/// Writes lines of JSON: time, level, a constant message, and metadata under dotted names.
///
///     let logger = Logger(level: .info)
///     let ours = logger.with(["request.id": id])
///     ours.warning("lease lost", ["shard.id": 7, "held": Duration.seconds(3)])
///
/// A line is written by one call, so that lines of several threads and processes do not mix. Values are escaped, and text is cut
/// after `longestText` bytes. A `Secret` prints as `<redacted>`.
public struct Logger: Sendable {
    /// Names and values of a line, in order.
    public typealias Metadata = KeyValuePairs<StaticString, any LogValue>

    /// Takes a line, with its line feed.
    public typealias Sink = @Sendable ([UInt8]) -> Void

    /// Longer text of a value is cut.
    public static let longestText = 8192

    private final class Shared: Sendable {
        let level: Atomic<Int>
        let clock: any WallClock
        let sink: Sink

        init(_ level: LogLevel, _ clock: any WallClock, _ sink: @escaping Sink) {
            self.level = Atomic(level.rank)
            self.clock = clock
            self.sink = sink
        }
    }

    private let shared: Shared
    /// The members that each line has, ready to be written, a comma before each.
    private var fixed: [UInt8] = []

    /// Makes a logger.
    ///
    /// - Parameters:
    ///   - level: Lines that matter less are not written.
    ///   - clock: Tells the time of a line.
    ///   - sink: Takes the lines; standard error if it is not said.
    public init(
        level: LogLevel = .info,
        clock: any WallClock = SystemClock(),
        sink: @escaping Sink = StandardErrorHandle.write
    ) {
        shared = Shared(level, clock, sink)
    }

    /// A logger that writes nothing.
    public static var silent: Logger { Logger(level: .critical) { _ in } }

    /// A logger whose lines have more metadata; it shares the level with this one.
    ///
    /// - Parameter metadata: Names and values for each line, such as the request's identifier.
    /// - Returns: The logger.
    public func with(_ metadata: Metadata) -> Logger {
        var logger = self
        logger.fixed.append(metadata: metadata)
        return logger
    }

    /// Changes the level of this logger and of all that share it.
    ///
    /// - Parameter level: Lines that matter less are not written from now on.
    public func setLevel(_ level: LogLevel) {
        shared.level.store(level.rank, ordering: .relaxed)
    }

    /// Whether lines of a level are written.
    ///
    /// - Parameter level: The level.
    /// - Returns: Whether they are.
    public func isEnabled(_ level: LogLevel) -> Bool {
        level.rank >= shared.level.load(ordering: .relaxed)
    }

    /// Writes a line.
    ///
    /// - Parameters:
    ///   - level: How much it matters.
    ///   - message: What happened, the same text each time.
    ///   - metadata: The particulars; not computed if the line is not written.
    public func log(_ level: LogLevel, _ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        guard isEnabled(level) else { return }
        var line: [UInt8] = []
        line.reserveCapacity(192 + fixed.count)
        line.append(contentsOf: "{\"ts\":\"".utf8)
        line.append(contentsOf: shared.clock.now.description.utf8)
        line.append(contentsOf: "\",\"level\":\"".utf8)
        line.append(contentsOf: level.rawValue.utf8)
        line.append(contentsOf: "\",\"message\":".utf8)
        line.append(quoted: message.description)
        line.append(contentsOf: fixed)
        line.append(metadata: metadata())
        line.append(contentsOf: "}\n".utf8)
        shared.sink(line)
    }
}

extension Logger {
    /// Writes a line of level `trace`.
    ///
    /// - Parameters:
    ///   - message: What happened, the same text each time.
    ///   - metadata: The particulars.
    public func trace(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.trace, message, metadata())
    }

    /// Writes a line of level `debug`.
    ///
    /// - Parameters:
    ///   - message: What happened, the same text each time.
    ///   - metadata: The particulars.
    public func debug(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.debug, message, metadata())
    }

    /// Writes a line of level `info`.
    ///
    /// - Parameters:
    ///   - message: What happened, the same text each time.
    ///   - metadata: The particulars.
    public func info(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.info, message, metadata())
    }

    /// Writes a line of level `warning`.
    ///
    /// - Parameters:
    ///   - message: What happened, the same text each time.
    ///   - metadata: The particulars.
    public func warning(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.warning, message, metadata())
    }

    /// Writes a line of level `error`.
    ///
    /// - Parameters:
    ///   - message: What happened, the same text each time.
    ///   - metadata: The particulars.
    public func error(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.error, message, metadata())
    }

    /// Writes a line of level `critical`.
    ///
    /// - Parameters:
    ///   - message: What happened, the same text each time.
    ///   - metadata: The particulars.
    public func critical(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.critical, message, metadata())
    }
}

extension [UInt8] {
    fileprivate mutating func append(metadata: Logger.Metadata) {
        for (name, value) in metadata {
            append(UInt8(ascii: ","))
            append(quoted: name.description)
            append(UInt8(ascii: ":"))
            value.logged.cut(to: Logger.longestText).append(to: &self)
        }
    }
}

extension JSON {
    /// The value with its text cut to a number of bytes.
    fileprivate func cut(to limit: Int) -> JSON {
        switch self {
        case .string(let text) where text.utf8.count > limit:
            // A character cut in two becomes a replacement character.
            .string(String(decoding: text.utf8.prefix(limit), as: UTF8.self) + "…")
        case .array(let values):
            .array(values.prefix(limit / 64).map { $0.cut(to: limit / 8) })
        default: self
        }
    }
}
