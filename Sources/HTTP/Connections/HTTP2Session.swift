/// HTTP/2 on a connection: streams come and go, each carrying one exchange.
///
/// Flow control is by hand: the client may send more only once a handler took what came. Confined to the connection's loop.
final class HTTP2Session: HTTP2Events {
    /// How much a client may send in all before handlers take it.
    static let window: Int32 = 1 << 20
    static let headerBytes = 16 * 1024

    let host: ServerLoop
    private(set) var handle: HTTP2Handle?
    // Weak: the connection owns the session.
    private weak var connection: Connection?
    private var streams: [Int32: HTTP2Stream] = [:]
    private var idleDeadline: Int64
    // The client's settings came, which are the first it says.
    private var isGreeted = false
    private var runningHandlers = 0
    private var isFlushScheduled = false
    private var isDraining = false
    private var isLeaving = false

    /// Begins a session whose client must have sent preface and settings by a time.
    init?(connection: Connection, greetedBy deadline: Int64) {
        self.connection = connection
        host = connection.host
        idleDeadline = deadline
        guard
            let handle = HTTP2Handle(
                events: self,
                streams: host.configuration.maximumStreams,
                headerBytes: Self.headerBytes,
                window: Self.window
            )
        else { return nil }
        self.handle = handle
        flush()
    }

    var link: Link { connection?.link ?? Link(peer: .local, isEncrypted: false) }

    /// Whether more should be read: not while what was answered waits to be sent.
    var wantsInput: Bool { (connection?.output.count ?? 0) < 4 * Exchange.highWater }

    /// Takes bytes from the client.
    func receive(_ bytes: Span<UInt8>) {
        guard !isLeaving, let handle else { return }
        guard handle.receive(bytes) else {
            flushNow()
            return leave()
        }
        flush()
    }

    /// Sends what there is, once the work at hand is done: many streams then share a packet.
    func flush() {
        guard !isFlushScheduled, let connection else { return }
        isFlushScheduled = true
        host.flushLater(connection.id)
    }

    func flushNow() {
        isFlushScheduled = false
        guard let connection, let handle else { return }
        while connection.output.count <= Exchange.highWater {
            var bytes: [UInt8] = []
            var isEmpty = false
            while !isEmpty, bytes.count < Exchange.highWater {
                guard let isMore = handle.output(into: &bytes) else { return leave() }
                isEmpty = !isMore
            }
            if !bytes.isEmpty { connection.transmit(bytes) }
            if isEmpty { break }
        }
        if connection.output.isEmpty { outputDrained() }
        // What could not be read for want of room may be waiting.
        connection.read()
    }

    /// Everything was sent that was handed out.
    func outputDrained() {
        guard let handle, !isLeaving else { return }
        if !handle.isAlive || (isDraining && streams.isEmpty) { leave() }
    }

    private func leave() {
        guard !isLeaving else { return }
        isLeaving = true
        clientWentAway()
        connection?.leave()
    }

    /// The server stops: no further streams, and the end once those in progress are done.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        handle?.goAway()
        for stream in Array(streams.values) { stream.exchange?.drain() }
        flush()
    }

    /// The connection is gone.
    func clientWentAway() {
        let open = streams
        streams = [:]
        for stream in open.values { stream.detach() }
    }

    func sweep(_ now: Int64) {
        if streams.isEmpty {
            guard now >= idleDeadline, let connection else { return }
            host.observe(.deadlinePassed(connection.peer, isGreeted ? .idle : .head))
            handle?.goAway()
            flushNow()
            return leave()
        }
        for stream in Array(streams.values) { stream.sweep(now) }
        flush()
    }

    func observeDeadline(_ phase: DeadlinePhase) {
        guard let connection else { return }
        host.observe(.deadlinePassed(connection.peer, phase))
    }

    func observeRefusal(_ violation: ProtocolViolation) {
        guard let connection else { return }
        host.observe(.requestRefused(connection.peer, violation.status, reason: violation.reason))
    }

    // Handlers outlive their streams when a client resets them; they are counted until they end.

    var hasRoomForHandler: Bool { runningHandlers < 2 * host.configuration.maximumStreams }

    func handlerBegan() { runningHandlers += 1 }

    func handlerEnded() { runningHandlers -= 1 }

    // Events of nghttp2.

    func settingsCame() {
        guard !isGreeted else { return }
        isGreeted = true
        idleDeadline = host.now() + host.configuration.deadlines.idle.milliseconds
    }

    func requestBegan(_ stream: Int32) {
        streams[stream] = HTTP2Stream(id: stream, session: self)
    }

    func field(_ stream: Int32, name: Span<UInt8>, value: Span<UInt8>) -> Bool {
        streams[stream]?.field(name: name, value: value) ?? true
    }

    func headEnded(_ stream: Int32, isLast: Bool) {
        streams[stream]?.headEnded(isLast: isLast, isDraining: isDraining)
    }

    func data(_ stream: Int32, _ bytes: Span<UInt8>) {
        guard let open = streams[stream] else {
            handle?.consumeConnection(bytes.count)
            return
        }
        open.data(bytes)
    }

    func requestEnded(_ stream: Int32) {
        streams[stream]?.requestEnded()
    }

    func responseHandedOut(_ stream: Int32) {
        streams[stream]?.responseHandedOut()
    }

    func streamClosed(_ stream: Int32) {
        guard let closed = streams.removeValue(forKey: stream) else { return }
        closed.detach()
        if streams.isEmpty { idleDeadline = host.now() + host.configuration.deadlines.idle.milliseconds }
    }

    func nextData(_ stream: Int32, limit: Int) -> HTTP2Data {
        streams[stream]?.nextData(limit: limit) ?? .failed
    }
}
