// What is sent, and how long it may take.
extension Connection {
    /// Sends bytes, or keeps what the client does not take now.
    ///
    /// - Parameters:
    ///   - bytes: What to send.
    ///   - more: Whether more follows at once, so that the system should not send a small packet.
    func transmit(_ bytes: [UInt8], more: Bool = false) {
        guard state.phase != .closed else { return }
        guard output.isEmpty else { return output.append(bytes) }
        var sent = 0
        while sent < bytes.count {
            switch transport.write(bytes.span.extracting(sent...), more: more) {
            case .bytes(let count): sent += count
            case .wouldBlock:
                output.append(bytes, from: sent)
                stall.start(at: host.now(), host.configuration.deadlines)
                return
            case .failed:
                return failed()
            }
        }
    }

    /// Sends what is kept.
    func flush() {
        guard !output.isEmpty else {
            if case .handshake = mode { read() }
            return
        }
        while let (bytes, start) = output.next {
            switch transport.write(bytes.span.extracting(start...), more: false) {
            case .bytes(let count):
                output.drop(count)
                stall.taken(count, at: host.now(), host.configuration.deadlines)
            case .wouldBlock:
                return roomMade()
            case .failed:
                return failed()
            }
        }
        stall.stop()
        roomMade()
        if case .http2(let session) = mode { return session.outputDrained() }
        if http1.isResponseEnded { responseSent() }
    }

    private func roomMade() {
        guard output.count <= Exchange.highWater else { return }
        if case .http2(let session) = mode { return session.flush() }
        http1.exchange?.roomMade()
    }

    /// Looks at the deadlines.
    func sweep(_ now: Int64) {
        if now >= stall.deadline {
            host.observe(.deadlinePassed(peer, .write))
            return failed()
        }
        if case .http2(let session) = mode, state.phase == .head { return session.sweep(now) }
        if let clock = http1.clock, clock.isLate(at: now, host.configuration.deadlines) { return bodyIsLate() }
        guard let (phase, at) = readDeadline, now >= at else { return }
        readDeadline = nil
        host.observe(.deadlinePassed(peer, phase))
        guard state.phase == .head, case .http1 = mode, !reader.isBetweenRequests else {
            perform(state.failed())
            return
        }
        refuse(ProtocolViolation(.requestTimeout, "the request head came too slowly"))
    }

    /// The server stops: an idle connection is closed, another one after what it is at.
    func drain() {
        switch mode {
        case .handshake: close()
        case .http2(let session): session.drain()
        case .sniff(let matched): perform(state.drain(isIdle: matched == 0))
        case .http1:
            http1.exchange?.drain()
            perform(state.drain(isIdle: reader.isBetweenRequests && backlog.isEmpty))
        }
    }

    /// HTTP/2 is over: what is queued was sent, and the client may close.
    func leave() {
        perform(state.leaveNow())
    }
}
