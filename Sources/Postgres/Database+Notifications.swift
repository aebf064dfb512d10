import EventLoop

/// What comes on channels that are listened to.
public enum DatabaseSignal: Sendable, Equatable {
    /// A notification.
    case notification(DatabaseNotification)
    /// Listening has begun, or begun again: what was sent before may have been missed.
    case listening
    /// The reader was too slow and some were dropped.
    case overflow
}

extension Database {
    /// Listens on channels with a connection of its own, which is made again whenever it is lost.
    ///
    /// Notifications are hints: after `listening` and `overflow` look for yourself what has changed. Listening ends when
    /// the stream is let go or its task is cancelled.
    ///
    /// - Parameters:
    ///   - channels: The channels.
    ///   - limit: How many signals wait for a slow reader before some are dropped.
    /// - Returns: The signals, without an end of their own.
    public func notifications(on channels: [SQL.Identifier], limit: Int = 256) -> AsyncStream<DatabaseSignal> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: DatabaseSignal.self,
            bufferingPolicy: .bufferingOldest(max(2, limit))
        )
        let loop = group.next()
        let listener = Listener(
            loop: loop,
            configuration: configuration,
            text: channels.map { "listen \($0.quoted);" }.joined(),
            continuation: continuation
        )
        continuation.onTermination = { _ in loop.run { listener.stop() } }
        loop.run { listener.start() }
        return stream
    }

    /// Sends a notification in a transaction of its own, which a crash of the server may lose.
    ///
    /// The commit takes a lock that all notifying transactions share, so it must not wait for the disk.
    ///
    /// - Parameters:
    ///   - channel: The channel.
    ///   - payload: What is sent with it, under 8000 bytes.
    /// - Throws: `DatabaseError`.
    public func notify(_ channel: SQL.Identifier, payload: String = "") async throws {
        try await transaction(TransactionOptions(synchronousCommit: false)) { tx in
            try tx.enqueue("select pg_notify(\(channel.name), \(payload))")
        }
    }
}

/// Keeps one connection listening.
///
/// Sendable is unchecked: everything that changes is touched on the loop's thread only, which both entry points check.
private final class Listener: @unchecked Sendable {
    private let loop: EventLoop
    private let configuration: DatabaseConfiguration
    private let text: String
    private let continuation: AsyncStream<DatabaseSignal>.Continuation
    private var connection: Connection?
    private var retry: TimerToken?
    private var failures = 0
    private var isStopped = false
    private var hasOverflown = false

    init(
        loop: EventLoop,
        configuration: DatabaseConfiguration,
        text: String,
        continuation: AsyncStream<DatabaseSignal>.Continuation
    ) {
        self.loop = loop
        self.configuration = configuration
        self.text = text
        self.continuation = continuation
    }

    func start() {
        loop.assertCurrent()
        guard !isStopped else { return }
        let connection = Connection(id: 0, loop: loop, cacheSize: 1)
        self.connection = connection
        connection.onNotification = { [weak self] in self?.yield(.notification($0)) }
        connection.onLoss = { [weak self] in self?.again() }
        connection.connect(configuration) { [weak self] result in
            guard let self else { return }
            guard case .success = result else { return self.again() }
            self.connection?.script(self.text) { [weak self] result in
                guard let self else { return }
                guard case .success = result else {
                    self.connection?.onLoss = nil
                    self.connection?.close(because: "listening was refused")
                    return self.again()
                }
                self.failures = 0
                self.yield(.listening)
            }
        }
    }

    func stop() {
        loop.assertCurrent()
        isStopped = true
        if let retry { loop.cancel(retry) }
        connection?.onLoss = nil
        connection?.close(because: "listening has ended")
        connection = nil
    }

    private func again() {
        guard !isStopped, retry == nil else { return }
        connection = nil
        let pause = min(Duration.milliseconds(50) * (1 << min(failures, 10)), .seconds(10))
        failures += 1
        retry = loop.schedule(after: pause * Double.random(in: 0.5...1)) { [weak self] in
            self?.retry = nil
            self?.start()
        }
    }

    private func yield(_ signal: DatabaseSignal) {
        if hasOverflown, case .enqueued = continuation.yield(.overflow) { hasOverflown = false }
        if case .dropped = continuation.yield(signal) { hasOverflown = true }
    }
}
