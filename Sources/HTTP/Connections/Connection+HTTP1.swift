/// What an HTTP/1 connection knows of the request at hand.
struct HTTP1Progress {
    var exchange: Exchange?
    var head: RequestHead?
    var clock: BodyClock?
    /// The client waits for a `100 Continue`.
    var isAwaited = false
    /// Nothing of what follows can be understood.
    var isBroken = false
    var isResponseEnded = false
    var isChunked = false
}

// HTTP/1: from bytes to requests, and from responses to bytes.
extension Connection: ExchangeChannel {
    /// Reads requests out of bytes; what belongs to the next request is kept.
    func parse(_ input: Span<UInt8>) {
        var position = 0
        while true {
            switch state.phase {
            case .closed: return
            case .linger: return perform(state.dropped(input.count - position))
            case .exchange where http1.isBroken: return
            case .exchange where state.isRequestComplete:
                backlog.append(copying: input, position..<input.count)
                return
            default: break
            }
            do throws(ProtocolViolation) {
                switch try reader.next(input, &position) {
                case .needMore: return waitForMore()
                case .head(let parsed): begin(parsed)
                case .body(let range): receive(input, range)
                case .end:
                    http1.exchange?.receiveEnd()
                    http1.clock = nil
                    perform(state.requestEnded(hasBacklog: position < input.count))
                }
            } catch {
                return violated(error)
            }
        }
    }

    private func waitForMore() {
        guard state.phase == .head, !reader.isBetweenRequests, readDeadline?.phase != .head else { return }
        readDeadline = (.head, host.now() + host.configuration.deadlines.head.milliseconds)
    }

    private func begin(_ parsed: ParsedHead) {
        readDeadline = nil
        state.headRead(isPersistent: parsed.isPersistent)
        http1 = HTTP1Progress()
        http1.head = parsed.head
        http1.isAwaited = parsed.expectsContinue
        if parsed.framing != .none {
            var clock = BodyClock(start: host.now())
            if parsed.expectsContinue { clock.pause(at: host.now()) }
            http1.clock = clock
        }
        let exchange = Exchange(host: host, channel: self, contentLength: parsed.head.contentLength)
        http1.exchange = exchange
        exchange.start(parsed.head)
        if state.isDraining { exchange.drain() }
    }

    private func receive(_ input: Span<UInt8>, _ range: Range<Int>) {
        http1.clock?.received(range.count)
        http1.isAwaited = false
        if state.phase == .discard { return perform(state.dropped(range.count)) }
        http1.exchange?.receive([UInt8](copying: input, range))
    }

    private func violated(_ violation: ProtocolViolation) {
        switch state.phase {
        case .head: refuse(violation)
        case .exchange:
            state.violated()
            http1.isBroken = true
            http1.clock = nil
            http1.exchange?.receiveFailed(.malformed(reason: violation.reason))
        default: perform(state.discardFailed())
        }
    }

    /// Answers a request that no handler will see; the connection ends with it.
    func refuse(_ violation: ProtocolViolation) {
        readDeadline = nil
        state.violated()
        http1 = HTTP1Progress()
        http1.isBroken = true
        host.observe(.requestRefused(peer, violation.status, reason: violation.reason))
        send(host.responder(violation.status, violation.reason))
    }

    /// The body came too slowly.
    func bodyIsLate() {
        host.observe(.deadlinePassed(peer, .body))
        http1.clock = nil
        guard state.phase == .exchange, let exchange = http1.exchange else { return perform(state.failed()) }
        state.violated()
        http1.isBroken = true
        exchange.receiveFailed(.timeout)
    }

    /// Goes on to the next request, which may stand in the backlog.
    func nextRequest() {
        http1 = HTTP1Progress()
        reader.proceed()
        readDeadline = (.idle, host.now() + host.configuration.deadlines.idle.milliseconds)
        // Within `read` the caller goes on with what it has; the backlog is empty then.
        guard !isReading else { return }
        let input = backlog
        backlog = []
        isReading = true
        parse(input.span)
        isReading = false
        read()
    }

    // The exchange's side.

    var unsent: Int { output.count }

    func bodyWanted() {
        if http1.isAwaited {
            http1.isAwaited = false
            transmit([UInt8]("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        http1.clock?.resume(at: host.now())
        read()
    }

    func bodyTaken(_ count: Int) {
        read()
    }

    func send(_ unchecked: Response) {
        let response = host.checked(unchecked)
        guard let framing = sendHead(response, contentLength: nil) else { return }
        if case .bytes(let bytes) = response.body, framing != .none, http1.head?.method != .head,
            bytes.count > ServerLoop.smallBody
        {
            transmit(bytes)
        }
        finish()
    }

    func begin(_ response: Response, contentLength: Int?) -> Bool {
        guard response.headers.isValid else {
            send(response)
            return false
        }
        guard let framing = sendHead(response, contentLength: contentLength) else { return false }
        http1.isChunked = framing == .chunked
        guard framing != .none, http1.head?.method != .head else {
            finish()
            return false
        }
        guard !state.isAbandoned else {
            perform(state.failed())
            return false
        }
        return true
    }

    func write(_ bytes: [UInt8]) {
        guard http1.isChunked else { return transmit(bytes) }
        var chunk: [UInt8] = []
        chunk.reserveCapacity(bytes.count + 16)
        ResponseEncoder.append(chunk: bytes, to: &chunk)
        transmit(chunk)
    }

    func finish() {
        if http1.isChunked { transmit([UInt8]("0\r\n\r\n".utf8)) }
        guard state.phase == .exchange else { return }
        http1.exchange = nil
        http1.isResponseEnded = true
        if output.isEmpty { responseSent() }
    }

    func abort() {
        http1.exchange = nil
        perform(state.failed())
    }

    /// Sends the head, and the body with it when it is small; nil when the connection is gone.
    private func sendHead(_ response: Response, contentLength: Int?) -> ResponseFraming? {
        guard state.phase == .exchange else { return nil }
        let framing = response.framing(to: http1.head)
        var isOpenEnded = false
        if case .stream(nil, _) = response.body { isOpenEnded = true }
        let isKept = state.responseBegan(
            wantsClose: framing == .untilClose || response.wantsClose,
            isOpenEnded: isOpenEnded,
            remaining: reader.remainingBody,
            isAwaited: http1.isAwaited
        )
        let keepAlive: StaticString? = http1.head?.version == .http10 ? "keep-alive" : nil
        var bytes = host.takeHead()
        ResponseEncoder.append(
            response,
            framing: framing,
            connection: isKept ? keepAlive : "close",
            date: host.date(),
            to: &bytes
        )
        var isWhole = true
        if case .bytes(let body) = response.body, framing != .none, http1.head?.method != .head {
            isWhole = body.count <= ServerLoop.smallBody
            if isWhole { bytes.append(contentsOf: body) }
        }
        transmit(bytes, more: !isWhole)
        host.give(head: bytes)
        return state.phase == .exchange ? framing : nil
    }

    /// The response left our hands.
    func responseSent() {
        http1.isResponseEnded = false
        perform(state.responseSent(hasBacklog: !backlog.isEmpty))
    }
}
