/// The life of an HTTP/1 connection: events in, actions out.
///
///     head -> exchange -> head | discard -> head | linger -> closed
///
/// A response may be complete before its request is. The rest of the body is then discarded if it is small, so that the
/// connection can be kept. Otherwise the connection lingers: our side is closed, and what the client still sends is read and
/// dropped for a while, since closing at once would have the client's kernel throw the answer away.
struct ConnectionState: Equatable {
    enum Phase: Equatable {
        /// Between requests, or within a head.
        case head
        /// A handler is at work, or its response is being sent.
        case exchange
        /// The response was sent; the rest of the body is dropped.
        case discard
        /// Our side is closed.
        case linger
        case closed
    }

    enum Action: Equatable {
        case none
        /// Read the next request, which may have come already.
        case nextRequest
        /// Read the rest of the body and drop it.
        case discard
        /// Close our side, and read and drop until the client closes its own.
        case linger
        /// Close the connection.
        case close
        /// Tell the handler that the client is gone, and close the connection.
        case cancel
    }

    static let discardLimit = 256 * 1024
    static let lingerLimit = 1024 * 1024

    private(set) var phase = Phase.head
    private(set) var isDraining = false
    private(set) var hasPeerEnded = false
    private(set) var isRequestComplete = false
    private var isPersistent = false
    private var isOpenEnded = false
    private var dropped = 0

    /// A head was read and a handler starts.
    mutating func headRead(isPersistent: Bool) {
        guard phase == .head else { return }
        phase = .exchange
        self.isPersistent = isPersistent
        isRequestComplete = false
        isOpenEnded = false
    }

    /// The request was read to its end.
    mutating func requestEnded(hasBacklog: Bool) -> Action {
        isRequestComplete = true
        guard phase == .discard else { return .none }
        return cycleEnded(hasBacklog: hasBacklog)
    }

    /// What was read cannot be understood: the answer is the last of this connection.
    mutating func violated() {
        guard phase == .head || phase == .exchange else { return }
        phase = .exchange
        isPersistent = false
        isRequestComplete = false
    }

    /// A response is about to be sent.
    ///
    /// - Parameters:
    ///   - wantsClose: The handler asks for the connection to be closed, or the response ends with it.
    ///   - isOpenEnded: The response has no length, so that a client that closes its side is taken to be gone.
    ///   - remaining: The bytes of the request still to come, nil when unknown.
    ///   - isAwaited: The client waits for a `100 Continue` it did not get.
    /// - Returns: Whether the connection will be kept after it.
    mutating func responseBegan(wantsClose: Bool, isOpenEnded: Bool, remaining: Int?, isAwaited: Bool) -> Bool {
        self.isOpenEnded = isOpenEnded
        if wantsClose || isDraining || isAwaited || (remaining ?? 0) > Self.discardLimit { isPersistent = false }
        if hasPeerEnded, !isRequestComplete { isPersistent = false }
        return isPersistent
    }

    /// Whether a client that closed its side counts as gone now.
    var isAbandoned: Bool { hasPeerEnded && isOpenEnded && phase == .exchange }

    /// The response was sent to its end.
    mutating func responseSent(hasBacklog: Bool) -> Action {
        guard phase == .exchange else { return .none }
        guard isPersistent else { return leave() }
        guard isRequestComplete else {
            phase = .discard
            dropped = 0
            return .discard
        }
        return cycleEnded(hasBacklog: hasBacklog)
    }

    /// Bytes were dropped.
    mutating func dropped(_ count: Int) -> Action {
        dropped += count
        switch phase {
        case .discard where dropped > Self.discardLimit: return leave()
        case .linger where dropped > Self.lingerLimit: return end()
        default: return .none
        }
    }

    /// The body that was being dropped is malformed.
    mutating func discardFailed() -> Action {
        phase == .discard ? leave() : .none
    }

    /// The client closed its side.
    mutating func peerEnded() -> Action {
        hasPeerEnded = true
        switch phase {
        case .head, .discard, .linger: return end()
        case .exchange:
            guard isRequestComplete, !isOpenEnded else {
                phase = .closed
                return .cancel
            }
            return .none
        case .closed: return .none
        }
    }

    /// The connection broke, or a deadline passed.
    mutating func failed() -> Action {
        switch phase {
        case .exchange:
            phase = .closed
            return .cancel
        case .closed: return .none
        default: return end()
        }
    }

    /// The server stops: an idle connection is closed, another after its response.
    mutating func drain(isIdle: Bool) -> Action {
        isDraining = true
        return phase == .head && isIdle ? end() : .none
    }

    /// The protocol spoken is over: our side closes first.
    mutating func leaveNow() -> Action {
        phase == .closed || phase == .linger ? .none : leave()
    }

    /// The connection is closed without more ado.
    mutating func abandon() {
        phase = .closed
    }

    private mutating func cycleEnded(hasBacklog: Bool) -> Action {
        guard isPersistent, !isDraining else { return leave() }
        guard !hasPeerEnded || hasBacklog else { return end() }
        phase = .head
        return .nextRequest
    }

    private mutating func leave() -> Action {
        guard !hasPeerEnded else { return end() }
        phase = .linger
        dropped = 0
        return .linger
    }

    private mutating func end() -> Action {
        phase = .closed
        return .close
    }
}
