import EventLoop

/// A connection on a loop, in pipeline mode but for scripts and copies.
///
/// One user at a time: the pool lends it out, and the borrower sends one round trip after the other.
///
/// Sendable is unchecked: `id` and `loop` never change, everything else is touched on the loop's thread only, which
/// every entry point checks.
final class Connection: Pollable, @unchecked Sendable {
    /// Called once with how a round trip ended.
    typealias Completion = (Outcome) -> Void

    enum Phase {
        case connecting((Result<Void, DatabaseError>) -> Void)
        case open
        case exclusive(Exclusive)
        case closed(String)
    }

    let id: UInt64
    let loop: EventLoop
    /// Told when the connection is lost while nobody uses it.
    var onLoss: (() -> Void)?
    /// Told of notifications as they arrive.
    var onNotification: ((DatabaseNotification) -> Void)?

    var handle: ConnectionHandle?
    var phase: Phase = .closed("not started")
    private var registered: Registration?
    private var pipeline = PipelineState()
    private var cache: StatementCache
    private var completions: [UInt64: Completion] = [:]
    private var trips: UInt64 = 0
    private var isCancelling = false
    private var held: [(completion: Completion, outcome: Outcome)] = []
    private var connectTimer: TimerToken?
    /// Whether the end of the stream was reported, which happens once and perhaps before the bytes in front of it are read.
    private(set) var isPeerClosed = false

    init(id: UInt64, loop: EventLoop, cacheSize: Int) {
        self.id = id
        self.loop = loop
        cache = StatementCache(capacity: cacheSize)
    }

    /// Whether the connection can be lent out again as it is.
    var isClean: Bool {
        loop.assertCurrent()
        guard case .open = phase, pipeline.isIdle, !isCancelling, let status = handle?.transactionStatus else {
            return false
        }
        return status == .idle
    }

    /// Whether the server has ended the transaction, or there is none.
    var isOutsideTransaction: Bool {
        loop.assertCurrent()
        return handle?.transactionStatus == .idle
    }

    var isOpen: Bool {
        switch phase {
        case .open, .exclusive: true
        case .connecting, .closed: false
        }
    }

    // MARK: Connecting

    /// Makes the connection; `done` is called once, on the loop.
    func connect(
        _ parameters: [(name: String, value: String)],
        timeout: Duration,
        done: @escaping (Result<Void, DatabaseError>) -> Void
    ) {
        loop.assertCurrent()
        phase = .connecting(done)
        connectTimer = loop.schedule(after: timeout) { self.close(because: "connecting took too long") }
        do throws(DatabaseError) {
            handle = try ConnectionHandle(parameters)
        } catch {
            return close(because: error.debugDescription)
        }
        // libpq asks to be called first when the socket can be written to.
        watch([.writable, .peerClosed])
    }

    private func stepConnecting() {
        guard let step = handle?.connect() else { return }
        switch step {
        case .wantsRead: watch([.readable, .peerClosed])
        case .wantsWrite: watch([.writable, .peerClosed])
        case .failed(let message): close(because: message)
        case .connected:
            watch([.readable, .writable, .peerClosed])
            guard handle?.enterPipeline() == true, case .connecting(let done) = phase else {
                return close(because: "pipeline mode was refused")
            }
            if let connectTimer { loop.cancel(connectTimer) }
            phase = .open
            done(.success(()))
        }
    }

    /// Registers the socket, anew after every step of connecting: it may be another one of the same number.
    private func watch(_ events: PollEvents) {
        if let registered { loop.unregister(registered) }
        registered = nil
        guard let descriptor = handle?.descriptor, descriptor >= 0 else { return close(because: "no socket") }
        do {
            registered = try loop.register(descriptor, events, self)
        } catch {
            close(because: "the socket cannot be watched")
        }
    }

    // MARK: Round trips

    /// Sends statements and a sync; `done` is called once, on the loop.
    func send(_ statements: [Statement], done: @escaping Completion) {
        loop.assertCurrent()
        guard case .open = phase, handle != nil else {
            return done(Outcome(failure: .ended("the connection is closed", statement: 0)))
        }
        trips += 1
        let trip = trips
        completions[trip] = done
        var steps: [PipelineState.Step] = []
        var isSent = true
        for (index, statement) in statements.enumerated() where isSent {
            isSent = send(statement, index: index, steps: &steps)
        }
        pipeline.send(trip, steps: steps)
        guard isSent, handle?.sendSync() == true else { return close(because: handle?.message ?? "") }
        flush()
    }

    private func send(_ statement: Statement, index: Int, steps: inout [PipelineState.Step]) -> Bool {
        guard statement.isPrepared else {
            steps.append(.execute(statement: index))
            return handle?.sendQuery(statement.text, binds: statement.binds) ?? false
        }
        let key = statement.key
        let name: String
        switch cache.lookup(key) {
        case .prepared(let existing): name = existing
        case .missing(let fresh, let evicted):
            if let evicted {
                steps.append(.deallocate)
                guard handle?.sendQuery("deallocate \(evicted)", binds: []) == true else { return false }
            }
            steps.append(.prepare(key, statement: index))
            guard handle?.sendPrepare(fresh, text: statement.text, types: key.types) == true else { return false }
            name = fresh
        }
        steps.append(.execute(statement: index))
        return handle?.sendExecute(name, binds: statement.binds) ?? false
    }

    /// Forgets all prepared statements, on both sides.
    func forgetStatements(done: @escaping Completion) {
        cache.removeAll()
        send([Statement(text: "deallocate all", binds: [], isPrepared: false)], done: done)
    }

    func flush() {
        guard handle?.flush() == .failed else { return }
        close(because: handle?.message ?? "")
    }

    /// The socket has become ready.
    func ready(_ events: PollEvents) {
        switch phase {
        case .connecting: stepConnecting()
        case .open, .exclusive:
            isPeerClosed = isPeerClosed || !events.isDisjoint(with: [.peerClosed, .hangUp, .error])
            flush()
            receive()
        case .closed: return
        }
    }

    /// Reads until the socket is empty, for it reports no more before new bytes arrive.
    private func receive() {
        if case .exclusive(.copyOut) = phase { return drain() }
        var extra = 0
        while isOpen {
            guard handle?.consumeInput() == true else { return close(because: handle?.message ?? "") }
            drain()
            guard isOpen else { return }
            if case .exclusive(.copyOut) = phase { return }
            // At the end of the stream the read fails, which closes the connection.
            if isPeerClosed || handle?.mayHaveUnread == true { continue }
            // A record may wait inside the TLS library: two more reads are sure to empty it.
            guard handle?.isEncrypted == true, extra < 3 else { break }
            extra += 1
        }
        flush()
    }

    private func drain() {
        while let notification = handle?.nextNotification() { onNotification?(notification) }
        if case .exclusive = phase { return drainExclusive() }
        while case .open = phase, !pipeline.isIdle, handle?.isBusy == false, let reply = handle?.nextReply() {
            switch pipeline.receive(reply) {
            case .none: continue
            case .close(let reason): return close(because: reason)
            case .finish(let trip, let outcome, let forget):
                for key in forget { cache.forget(key) }
                finish(trip, outcome)
            }
        }
    }

    private func finish(_ trip: UInt64, _ outcome: Outcome) {
        guard let completion = completions.removeValue(forKey: trip) else { return }
        // A request to cancel that is on its way would hit the next statement instead.
        guard !isCancelling else { return held.append((completion, outcome)) }
        completion(outcome)
    }

    // MARK: Cancelling and closing

    /// Asks the server to stop what it does for this connection.
    ///
    /// Should it not answer within a few seconds, the connection is closed.
    func cancel() {
        loop.assertCurrent()
        guard !isCancelling, isOpen, let cancellation = handle?.cancellation() else { return }
        isCancelling = true
        let loop = loop
        let isStarted = DedicatedThread.start { [self] in
            let isDone = cancellation.cancel()
            loop.execute { self.cancelled(isDone) }
        }
        guard isStarted else { return cancelled(false) }
        let trip = trips
        _ = loop.schedule(after: .seconds(5)) { [weak self] in
            guard let self, self.isCancelling || self.completions[trip] != nil else { return }
            self.close(because: "the server did not stop a cancelled statement")
        }
    }

    private func cancelled(_ isDone: Bool) {
        isCancelling = false
        if !isDone { close(because: "a statement could not be cancelled") }
        let held = held
        self.held = []
        for (completion, outcome) in held { completion(outcome) }
    }

    /// Closes the connection and fails everything in flight.
    func close(because reason: String) {
        loop.assertCurrent()
        if case .closed = phase { return }
        let before = phase
        phase = .closed(reason)
        if let registered { loop.unregister(registered) }
        registered = nil
        if let connectTimer { loop.cancel(connectTimer) }
        handle = nil
        for (trip, outcome) in pipeline.lose(reason) { completions.removeValue(forKey: trip)?(outcome) }
        switch before {
        case .connecting(let done): done(.failure(.connection(reason)))
        case .exclusive(let exclusive): exclusive.fail(.connection(reason))
        case .open: onLoss?()
        case .closed: break
        }
    }
}

extension EventLoop {
    /// Traps when the caller is on another thread: the caller's state would be torn.
    func assertCurrent() { precondition(isCurrent, "called from outside the event loop") }
}
