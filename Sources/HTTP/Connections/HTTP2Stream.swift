/// One stream of HTTP/2: a request, an exchange, a response.
final class HTTP2Stream: ExchangeChannel {
    private enum Code {
        static let none: UInt32 = 0
        static let internalError: UInt32 = 2
        static let refused: UInt32 = 7
        static let cancel: UInt32 = 8
    }

    let id: Int32
    private(set) var exchange: Exchange?
    // Weak: the session owns the stream until it is closed.
    private weak var session: HTTP2Session?
    private let host: ServerLoop
    private var head = HTTP2Head()
    private var headDeadline: Int64?
    private var clock: BodyClock?
    private var isRequestEnded = false
    private var isAwaited = false
    private var isHead = false
    private var isResponseBegun = false
    private var isResponseEnded = false
    private var output = OutputQueue()
    private var stall = StallClock()
    private var unconsumed = 0

    init(id: Int32, session: HTTP2Session) {
        self.id = id
        self.session = session
        host = session.host
        headDeadline = host.now() + host.configuration.deadlines.head.milliseconds
    }

    /// Takes a field; false when there is so much that looking at it costs more than it is worth.
    func field(name: Span<UInt8>, value: Span<UInt8>) -> Bool {
        head.add(name: name, value: value, limits: host.configuration.headLimits)
        guard head.isBeyondAnswering else { return true }
        session?.observeRefusal(ProtocolViolation(431, "the request head is too large to be answered"))
        return false
    }

    func headEnded(isLast: Bool, isDraining: Bool) {
        guard let session else { return }
        headDeadline = nil
        guard session.hasRoomForHandler else {
            session.handle?.reset(id, Code.refused)
            return
        }
        do throws(ProtocolViolation) {
            let request = try head.finish(isLast: isLast, link: session.link)
            isHead = request.method == .head
            isAwaited = try head.expectsContinue() && !isLast
            let exchange = Exchange(host: host, channel: self, contentLength: request.contentLength)
            self.exchange = exchange
            if !isLast {
                var clock = BodyClock(start: host.now())
                if isAwaited { clock.pause(at: host.now()) }
                self.clock = clock
            }
            session.handlerBegan()
            exchange.start(request) { [weak session] in session?.handlerEnded() }
            if isDraining { exchange.drain() }
        } catch {
            session.observeRefusal(error)
            send(host.responder(error.status, error.reason))
        }
        head = HTTP2Head()
    }

    func data(_ bytes: Span<UInt8>) {
        isAwaited = false
        clock?.resume(at: host.now())
        clock?.received(bytes.count)
        guard let exchange, !isResponseEnded else {
            session?.handle?.consume(id, bytes.count)
            return
        }
        unconsumed += bytes.count
        exchange.receive([UInt8](copying: bytes, 0..<bytes.count))
        if exchange.queuedBytes >= Exchange.highWater / 2 { clock?.pause(at: host.now()) }
    }

    func requestEnded() {
        isRequestEnded = true
        clock = nil
        exchange?.receiveEnd()
    }

    /// The last byte of the response is on its way: what the client still sends of the request is not wanted.
    func responseHandedOut() {
        guard !isRequestEnded else { return }
        session?.handle?.reset(id, Code.none)
    }

    /// The stream is gone.
    func detach() {
        let exchange = exchange
        self.exchange = nil
        session?.handle?.consumeConnection(unconsumed)
        unconsumed = 0
        output.removeAll()
        session = nil
        // A response that was handed over completely needs its handler no more; it has ended or is about to.
        if !isResponseEnded { exchange?.clientWentAway() }
    }

    func nextData(limit: Int) -> HTTP2Data {
        guard let (bytes, start) = output.next else {
            guard isResponseEnded else {
                stall.stop()
                return .later
            }
            return .bytes([], 0..<0, isLast: true)
        }
        let end = start + min(limit, bytes.count - start)
        output.drop(end - start)
        if output.isEmpty {
            stall.stop()
        } else {
            stall.taken(end - start, at: host.now(), host.configuration.deadlines)
        }
        exchange?.roomMade()
        return .bytes(bytes, start..<end, isLast: isResponseEnded && output.isEmpty)
    }

    func sweep(_ now: Int64) {
        let deadlines = host.configuration.deadlines
        if let headDeadline, now >= headDeadline {
            session?.observeDeadline(.head)
            self.headDeadline = nil
            session?.handle?.reset(id, Code.cancel)
        } else if now >= stall.deadline {
            session?.observeDeadline(.write)
            stall.stop()
            session?.handle?.reset(id, Code.cancel)
        } else if let clock, clock.isLate(at: now, deadlines) {
            session?.observeDeadline(.body)
            self.clock = nil
            exchange?.receiveFailed(.timeout)
        }
    }

    // The exchange's side.

    var unsent: Int { output.count }

    func bodyWanted() {
        clock?.resume(at: host.now())
        guard isAwaited else { return }
        isAwaited = false
        var headers = Headers()
        headers.append(status: 100)
        session?.handle?.inform(id, headers)
        session?.flush()
    }

    func bodyTaken(_ count: Int) {
        clock?.resume(at: host.now())
        let used = min(count, unconsumed)
        unconsumed -= used
        session?.handle?.consume(id, used)
        session?.flush()
    }

    func send(_ unchecked: Response) {
        let response = host.checked(unchecked)
        let framing = response.framing(to: nil)
        if case .bytes(let bytes) = response.body, framing != .none, !isHead { output.append(bytes) }
        isResponseEnded = true
        respond(response, length: lengthField(framing, response), hasBody: !output.isEmpty)
        exchange = nil
        releaseInput()
    }

    func begin(_ response: Response, contentLength: Int?) -> Bool {
        guard response.headers.isValid else {
            send(response)
            return false
        }
        let framing = response.framing(to: nil)
        let hasBody = framing != .none && !isHead
        isResponseEnded = !hasBody
        respond(response, length: contentLength, hasBody: hasBody)
        if !hasBody {
            exchange = nil
            releaseInput()
        }
        return hasBody && session != nil
    }

    func write(_ bytes: [UInt8]) {
        guard let session, !isResponseEnded else { return }
        stall.start(at: host.now(), host.configuration.deadlines)
        output.append(bytes)
        session.handle?.resume(id)
        session.flush()
    }

    func finish() {
        isResponseEnded = true
        exchange = nil
        session?.handle?.resume(id)
        session?.flush()
        releaseInput()
    }

    func abort() {
        isResponseEnded = true
        exchange = nil
        session?.handle?.reset(id, Code.internalError)
        session?.flush()
    }

    /// Gives the connection's window back what no handler will take any more.
    private func releaseInput() {
        session?.handle?.consume(id, unconsumed)
        unconsumed = 0
    }

    private func lengthField(_ framing: ResponseFraming, _ response: Response) -> Int? {
        guard case .length(let count) = framing else { return nil }
        if case .none = response.body, isHead { return nil }
        return count
    }

    private func respond(_ response: Response, length: Int?, hasBody: Bool) {
        guard let session, !isResponseBegun else { return }
        isResponseBegun = true
        var headers = Headers()
        headers.append(status: response.status.code)
        for field in response.headers.fields where !ResponseEncoder.isOurs(response.headers, field) {
            let storage = response.headers.storage.span
            headers.append(storage, field.name, storage, field.value)
        }
        headers.append("date", String(decoding: host.date(), as: UTF8.self))
        if let length, !response.status.forbidsBody { headers.append("content-length", String(length)) }
        if hasBody { stall.start(at: host.now(), host.configuration.deadlines) }
        if session.handle?.respond(id, headers, hasBody: hasBody) != true {
            session.handle?.reset(id, Code.internalError)
        }
        session.flush()
    }
}

extension Headers {
    /// Adds the pseudo-field of a response.
    mutating func append(status: Int) {
        let name = ":status"
        let value = String(status)
        append(name.utf8.span, 0..<name.utf8.count, value.utf8.span, 0..<value.utf8.count)
    }
}
