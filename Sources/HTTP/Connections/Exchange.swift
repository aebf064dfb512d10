public import EventLoop
import Synchronization

/// One request and its response, as the handler sees them; the same for HTTP/1 and HTTP/2.
///
/// It may be used from any task; the call costs nothing extra on the loop of the connection, where handlers run. When the
/// client goes away the handler's task is cancelled.
///
/// `@unchecked Sendable`: every stored variable is touched on `loop` only. Each method of the interface that may be called
/// from elsewhere asks `loop.isCurrent` and otherwise sends its work there; the rest is internal and called by the
/// connection, which never leaves the loop. `isGone` is an atomic.
public final class Exchange: @unchecked Sendable {
    /// The loop of the connection.
    public let loop: EventLoop

    /// The length of the body when it was declared: 0 for none, nil for one in chunks.
    public let contentLength: Int?

    static let highWater = 64 * 1024

    private enum Input {
        case open
        case ended
        case failed(BodyError)
    }

    typealias ReadResult = Result<[UInt8]?, BodyError>

    private var channel: (any ExchangeChannel)?
    private var input = Input.open
    private var chunks: [[UInt8]] = []
    private(set) var queuedBytes = 0
    private var reader: (ticket: Int, continuation: CheckedContinuation<ReadResult, Never>)?
    private var cancelledReader = 0
    private var writers: [(ticket: Int, continuation: CheckedContinuation<WriteError?, Never>)] = []
    private var cancelledWriters: Set<Int> = []
    private var task: Task<Void, Never>?
    private var toWrite: Int?
    private var endsOnDrain = false
    private var isDraining = false
    private var heartbeat: TimerToken?
    private let tickets = Atomic<Int>(0)
    private let isGone = Atomic<Bool>(false)

    private let host: ServerLoop
    private var onEnd: (() -> Void)?

    init(host: ServerLoop, channel: any ExchangeChannel, contentLength: Int?) {
        self.host = host
        loop = host.loop
        self.channel = channel
        self.contentLength = contentLength
        if contentLength == 0 { input = .ended }
    }

    /// Whether the client is known to have gone away.
    public var isClientGone: Bool { isGone.load(ordering: .acquiring) }

    /// Reads the next piece of the body.
    ///
    /// The client is read from only while less than 64 KiB wait here, so a slow handler slows the client down.
    ///
    /// - Returns: A piece that is not empty, or nil at the end of the body, again and again.
    /// - Throws: ``BodyError``; a second task reading at the same time gets ``BodyError/busy``.
    public func readChunk() async throws(BodyError) -> [UInt8]? {
        if loop.isCurrent, let ready = takeReady() { return try ready.get() }
        let ticket = tickets.add(1, ordering: .relaxed).newValue
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onLoop { self.wait(ticket, continuation) }
            }
        } onCancel: {
            onLoop { self.cancelRead(ticket) }
        }
        return try result.get()
    }

    /// Reads the whole body.
    ///
    /// - Parameter limit: The largest body allowed, in bytes.
    /// - Returns: The body, empty when there is none.
    /// - Throws: ``BodyError``; ``BodyError/tooLarge(limit:)`` before a byte is read when the length was declared.
    public func body(limit: Int) async throws(BodyError) -> [UInt8] {
        if let contentLength, contentLength > limit { throw .tooLarge(limit: limit) }
        var whole: [UInt8] = []
        while let chunk = try await readChunk() {
            guard chunk.count <= limit - whole.count else { throw .tooLarge(limit: limit) }
            if whole.isEmpty { whole = chunk } else { whole += chunk }
        }
        return whole
    }
}

// The handler's side, on any thread.
extension Exchange {
    func write(_ bytes: [UInt8]) async throws(WriteError) {
        if loop.isCurrent, let done = tryWrite(bytes) {
            if let error = done.error { throw error }
            return
        }
        let isQueued = loop.isCurrent
        let ticket = tickets.add(1, ordering: .relaxed).newValue
        let error = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onLoop { self.wait(ticket, isQueued ? nil : bytes, continuation) }
            }
        } onCancel: {
            onLoop { self.cancelWrite(ticket) }
        }
        if let error { throw error }
    }

    private func onLoop(_ body: @escaping @Sendable () -> Void) {
        if loop.isCurrent { body() } else { loop.execute(body) }
    }
}

// On the loop only.
extension Exchange {
    /// Starts the handler as a task of the loop.
    ///
    /// - Parameters:
    ///   - head: The head of the request.
    ///   - onEnd: Called on the loop when the task has ended.
    func start(_ head: RequestHead, onEnd: (() -> Void)? = nil) {
        self.onEnd = onEnd
        host.exchangeBegan()
        let handler = host.handler
        task = Task(executorPreference: loop) {
            let response = await handler(head, self)
            await self.answer(response)
            self.onLoop { self.ended() }
        }
    }

    private func answer(_ response: Response) async {
        let isBegun =
            if loop.isCurrent {
                open(response)
            } else {
                await withCheckedContinuation { continuation in
                    loop.execute { continuation.resume(returning: self.open(response)) }
                }
            }
        guard isBegun, case .stream(_, let body) = response.body else { return }
        do {
            try await body(ResponseWriter(exchange: self))
            onLoop { self.completed() }
        } catch {
            onLoop { self.broken() }
        }
    }

    /// Sends a whole response, or the head of one; true when a body is to be written.
    private func open(_ response: Response) -> Bool {
        guard let channel else { return false }
        guard case .stream(let contentLength, _) = response.body else {
            self.channel = nil
            channel.send(response)
            return false
        }
        toWrite = contentLength
        endsOnDrain = response.endsOnDrain
        guard channel.begin(response, contentLength: contentLength) else {
            self.channel = nil
            return false
        }
        if endsOnDrain, isDraining { task?.cancel() }
        return self.channel != nil
    }

    private func completed() {
        guard let channel else { return }
        self.channel = nil
        if let toWrite, toWrite > 0 { return channel.abort() }
        channel.finish()
    }

    private func broken() {
        guard let channel else { return }
        self.channel = nil
        if endsOnDrain, isDraining { return channel.finish() }
        channel.abort()
    }

    private func ended() {
        if let heartbeat { loop.cancel(heartbeat) }
        heartbeat = nil
        task = nil
        host.exchangeEnded()
        onEnd?()
        onEnd = nil
    }

    /// Takes bytes of the body from the channel.
    func receive(_ bytes: [UInt8]) {
        guard case .open = input, !bytes.isEmpty else { return }
        if let reader {
            self.reader = nil
            channel?.bodyTaken(bytes.count)
            reader.continuation.resume(returning: .success(bytes))
        } else {
            chunks.append(bytes)
            queuedBytes += bytes.count
        }
    }

    /// The body is complete.
    func receiveEnd() {
        guard case .open = input else { return }
        input = .ended
        guard let reader else { return }
        self.reader = nil
        reader.continuation.resume(returning: .success(nil))
    }

    /// The body will not be complete.
    func receiveFailed(_ error: BodyError) {
        guard case .open = input else { return }
        input = .failed(error)
        guard let reader else { return }
        self.reader = nil
        reader.continuation.resume(returning: .failure(error))
    }

    /// The client went away: every wait fails and the handler's task is cancelled.
    func clientWentAway() {
        isGone.store(true, ordering: .releasing)
        channel = nil
        receiveFailed(.clientGone)
        wakeWriters(.clientGone)
        task?.cancel()
    }

    /// The channel has room again.
    func roomMade() {
        guard !writers.isEmpty, (channel?.unsent ?? 0) <= Self.highWater else { return }
        wakeWriters(nil)
    }

    /// The server is stopping: a response that has no end of its own ends now.
    func drain() {
        isDraining = true
        if endsOnDrain { task?.cancel() }
    }

    /// Ends the handler's task; the server's grace is over.
    func cancel() {
        task?.cancel()
    }

    private func wakeWriters(_ error: WriteError?) {
        let waiting = writers
        writers = []
        for writer in waiting { writer.continuation.resume(returning: error) }
    }

    private func takeReady() -> ReadResult? {
        guard reader == nil else { return .failure(.busy) }
        guard chunks.isEmpty else {
            let chunk = chunks.removeFirst()
            queuedBytes -= chunk.count
            channel?.bodyTaken(chunk.count)
            return .success(chunk)
        }
        switch input {
        case .open: return nil
        case .ended: return .success(nil)
        case .failed(let error): return .failure(error)
        }
    }

    private func wait(_ ticket: Int, _ continuation: CheckedContinuation<ReadResult, Never>) {
        if let ready = takeReady() { return continuation.resume(returning: ready) }
        guard cancelledReader != ticket else { return continuation.resume(returning: .failure(.cancelled)) }
        reader = (ticket, continuation)
        channel?.bodyWanted()
    }

    private func cancelRead(_ ticket: Int) {
        cancelledReader = ticket
        guard let reader, reader.ticket == ticket else { return }
        self.reader = nil
        reader.continuation.resume(returning: .failure(.cancelled))
    }

    /// Hands bytes to the channel; nil when the caller must then wait for room.
    private func tryWrite(_ bytes: [UInt8]) -> (error: WriteError?, Void)? {
        guard let channel else { return (isClientGone ? .clientGone : .cancelled, ()) }
        if let remaining = toWrite {
            guard bytes.count <= remaining else { return (.tooLong, ()) }
            toWrite = remaining - bytes.count
        }
        if !bytes.isEmpty { channel.write(bytes) }
        guard self.channel != nil else { return (.clientGone, ()) }
        return channel.unsent <= Self.highWater ? (nil, ()) : nil
    }

    private func wait(_ ticket: Int, _ bytes: [UInt8]?, _ continuation: CheckedContinuation<WriteError?, Never>) {
        if let done = tryWrite(bytes ?? []) { return continuation.resume(returning: done.error) }
        guard cancelledWriters.remove(ticket) == nil else { return continuation.resume(returning: .cancelled) }
        writers.append((ticket, continuation))
    }

    private func cancelWrite(_ ticket: Int) {
        guard let index = writers.firstIndex(where: { $0.ticket == ticket }) else {
            cancelledWriters.insert(ticket)
            return
        }
        writers.remove(at: index).continuation.resume(returning: .cancelled)
    }

    /// Sends bytes every so often while nothing else waits to be sent.
    func beat(every interval: Duration, _ bytes: [UInt8]) {
        onLoop { self.scheduleBeat(interval, bytes) }
    }

    private func scheduleBeat(_ interval: Duration, _ bytes: [UInt8]) {
        guard channel != nil else { return }
        heartbeat = loop.schedule(after: interval) {
            guard let channel = self.channel else { return }
            if channel.unsent == 0 { channel.write(bytes) }
            self.scheduleBeat(interval, bytes)
        }
    }
}
