import Crypto
import EventLoop

/// A connection: confined to its loop, and not `Sendable`.
///
/// It owns the socket and what is being sent. What is read goes to the protocol spoken: HTTP/1 here, driven by
/// ``ConnectionState``, or an ``HTTP2Session``.
final class Connection: Pollable {
    enum Mode {
        case handshake
        /// Plain and local: the first bytes tell HTTP/1 from HTTP/2.
        case sniff(matched: Int)
        case http1
        case http2(HTTP2Session)
    }

    static let readBudget = 16
    static let preface = [UInt8]("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    let id: Int
    let host: ServerLoop
    let peer: PeerAddress
    var transport: Transport
    var registration: Registration?
    var mode: Mode
    var link: Link
    var state = ConnectionState()
    var reader: RequestReader
    var output = OutputQueue()
    var http1 = HTTP1Progress()
    var backlog: [UInt8] = []
    var isReadable = true
    var isReading = false
    var readDeadline: (phase: DeadlinePhase, at: Int64)?
    var stall = StallClock()

    init(id: Int, host: ServerLoop, peer: PeerAddress, transport: consuming Transport) {
        self.id = id
        self.host = host
        self.peer = peer
        link = Link(peer: peer, isEncrypted: transport.isEncrypted)
        mode = transport.isEncrypted ? .handshake : .sniff(matched: 0)
        reader = RequestReader(limits: host.configuration.headLimits, link: link)
        self.transport = transport
    }

    /// Registers with the loop and reads what came already.
    func start() {
        let now = host.now()
        let deadlines = host.configuration.deadlines
        if case .handshake = mode {
            readDeadline = (.handshake, now + deadlines.handshake.milliseconds)
        } else {
            readDeadline = (.head, now + deadlines.head.milliseconds)
        }
        do throws(EventLoopError) {
            registration = try host.loop.register(
                transport.descriptor,
                [.readable, .writable, .peerClosed],
                self
            )
        } catch {
            close()
            return
        }
        read()
    }

    func ready(_ events: PollEvents) {
        guard state.phase != .closed else { return }
        transport.note(events)
        if events.contains(.writable) { flush() }
        if !events.isDisjoint(with: [.readable, .peerClosed, .hangUp, .error]) {
            isReadable = true
            read()
        }
        // An error is reported once; a connection that reads nothing for now would never learn of it.
        if events.contains(.error), isReadable { failed() }
    }

    /// Reads as long as there is something and it is wanted, within a budget that leaves the loop to others.
    func read() {
        guard !isReading, state.phase != .closed else { return }
        if case .handshake = mode, !shakeHands() { return }
        isReading = true
        defer { isReading = false }
        http1.clock?.resume(at: host.now())
        var budget = Self.readBudget
        while isReadable, wantsInput {
            guard budget > 0 else { return host.readLater(id) }
            budget -= 1
            var buffer = host.takeBuffer()
            defer { host.give(buffer) }
            switch transport.read(into: &buffer) {
            case .bytes(let count, let isDrained):
                if isDrained { isReadable = false }
                consume(buffer.span.extracting(0..<count))
            case .wouldBlock:
                isReadable = false
            case .end:
                isReadable = false
                ended()
            case .failed:
                isReadable = false
                failed()
            }
        }
        if !wantsInput { http1.clock?.pause(at: host.now()) }
    }

    private var wantsInput: Bool {
        switch state.phase {
        case .closed: return false
        case .linger, .discard, .head: break
        case .exchange:
            guard !http1.isBroken else { return false }
            guard !state.isRequestComplete else { return backlog.count < Exchange.highWater }
            guard let exchange = http1.exchange else { return false }
            return exchange.queuedBytes < Exchange.highWater
        }
        if case .http2(let session) = mode, state.phase == .head { return session.wantsInput }
        return true
    }

    private func consume(_ input: Span<UInt8>) {
        guard state.phase != .linger else { return perform(state.dropped(input.count)) }
        switch mode {
        case .handshake: break
        case .http1: parse(input)
        case .http2(let session): session.receive(input)
        case .sniff(let matched): sniff(input, matched)
        }
    }

    /// Compares the first bytes with the preface of HTTP/2.
    private func sniff(_ input: Span<UInt8>, _ matched: Int) {
        var count = 0
        while matched + count < Self.preface.count, count < input.count, input[count] == Self.preface[matched + count] {
            count += 1
        }
        if matched + count == Self.preface.count {
            let session = startHTTP2()
            session?.receive(Self.preface.span)
            session?.receive(input.extracting(count...))
        } else if count == input.count {
            mode = .sniff(matched: matched + count)
        } else {
            mode = .http1
            if matched > 0 { parse(Self.preface.span.extracting(0..<matched)) }
            parse(input)
        }
    }

    /// Goes on with the handshake; true once it is done.
    private func shakeHands() -> Bool {
        switch transport.handshake() {
        // The first request may have come with the end of the handshake: TLS holds it then, and no event will tell of it.
        case .done: isReadable = true
        case .wantRead, .wantWrite:
            isReadable = false
            return false
        case .closed:
            close()
            return false
        case .failed(let error):
            host.observe(.handshakeFailed(peer, reason: error.debugDescription))
            close()
            return false
        }
        link = Link(peer: peer, isEncrypted: true, clientCertificate: transport.clientCertificate)
        reader = RequestReader(limits: host.configuration.headLimits, link: link)
        readDeadline = (.head, host.now() + host.configuration.deadlines.head.milliseconds)
        if transport.negotiatedProtocol == "h2" { return startHTTP2() != nil }
        mode = .http1
        return true
    }

    private func startHTTP2() -> HTTP2Session? {
        guard let session = HTTP2Session(connection: self, greetedBy: readDeadline?.at ?? host.now()) else {
            close()
            return nil
        }
        mode = .http2(session)
        readDeadline = nil
        return session
    }

    /// The client closed its side.
    private func ended() {
        if case .http2(let session) = mode, state.phase == .head {
            session.clientWentAway()
            return close()
        }
        perform(state.peerEnded())
    }

    /// The connection broke.
    func failed() {
        if case .http2(let session) = mode { session.clientWentAway() }
        perform(state.failed())
    }

    func perform(_ action: ConnectionState.Action) {
        switch action {
        case .none: break
        case .nextRequest: nextRequest()
        case .discard:
            readDeadline = (.discard, host.now() + host.configuration.deadlines.linger.milliseconds)
            read()
        case .linger:
            backlog = []
            http1.clock = nil
            readDeadline = (.linger, host.now() + host.configuration.deadlines.linger.milliseconds)
            transport.shutdownWrite()
            read()
        case .cancel:
            http1.exchange?.clientWentAway()
            close()
        case .close:
            close()
        }
    }

    /// Closes the socket; nothing is sent or read any more.
    func close() {
        state.abandon()
        guard host.remove(self) else { return }
        if let registration { host.loop.unregister(registration) }
        if let exchange = http1.exchange {
            http1.exchange = nil
            exchange.clientWentAway()
        }
        if case .http2(let session) = mode { session.clientWentAway() }
        mode = .http1
        output.removeAll()
        backlog = []
        transport.close()
    }
}
