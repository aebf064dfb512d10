/// What a connection does outside pipeline mode.
enum Exclusive {
    typealias Done = (Result<Void, DatabaseError>) -> Void

    /// A text of any number of statements runs.
    case script(failure: DatabaseError?, done: Done)
    /// A copy was asked for and not yet granted.
    case starting(done: Done)
    /// Data comes; somebody may wait for the next piece.
    case copyOut(waiter: ((Result<[UInt8]?, DatabaseError>) -> Void)?)
    /// Data goes; a piece may wait for room.
    case copyIn(waiting: (bytes: [UInt8], done: Done)?)
    /// The data is over and the server's last word is awaited.
    case ending(rows: Int, failure: DatabaseError?, done: (Result<Int, DatabaseError>) -> Void)

    /// Tells whoever waits.
    func fail(_ error: DatabaseError) {
        switch self {
        case .script(_, let done), .starting(let done): done(.failure(error))
        case .copyOut(let waiter): waiter?(.failure(error))
        case .copyIn(let waiting): waiting?.done(.failure(error))
        case .ending(_, let failure, let done): done(.failure(failure ?? error))
        }
    }
}

extension Connection {
    /// Runs a text of any number of statements; nothing may be in flight.
    func script(_ text: String, done: @escaping Exclusive.Done) {
        loop.assertCurrent()
        guard case .open = phase, handle?.exitPipeline() == true, handle?.sendScript(text) == true else {
            return done(.failure(.connection("the connection cannot run a script now")))
        }
        phase = .exclusive(.script(failure: nil, done: done))
        flush()
    }

    /// Starts a copy; nothing may be in flight.
    func startCopy(_ text: String, done: @escaping Exclusive.Done) {
        loop.assertCurrent()
        guard case .open = phase, handle?.exitPipeline() == true, handle?.sendQuery(text, binds: []) == true else {
            return done(.failure(.connection("the connection cannot start a copy now")))
        }
        phase = .exclusive(.starting(done: done))
        flush()
    }

    /// The next piece of the data, nil at its end.
    ///
    /// Bytes are taken from the library only when they are asked for; it reads no further than it is asked to.
    func nextCopyChunk(done: @escaping (Result<[UInt8]?, DatabaseError>) -> Void) {
        loop.assertCurrent()
        guard case .exclusive(.copyOut) = phase else {
            return done(.failure(.connection("the copy was cut off")))
        }
        phase = .exclusive(.copyOut(waiter: done))
        offerCopyChunk()
    }

    /// Sends a piece of the data; `done` once there is room for the next.
    func sendCopyChunk(_ bytes: [UInt8], done: @escaping Exclusive.Done) {
        loop.assertCurrent()
        guard case .exclusive(.copyIn) = phase else {
            return done(.failure(.connection("the copy was cut off")))
        }
        phase = .exclusive(.copyIn(waiting: (bytes, done)))
        pushCopyChunk()
    }

    /// Ends the data, as a failure when there is a reason.
    func endCopy(failure: String?, done: @escaping (Result<Int, DatabaseError>) -> Void) {
        loop.assertCurrent()
        guard case .exclusive(.copyIn) = phase, handle?.endCopy(failure) == .done else {
            return done(.failure(.connection("the copy was cut off")))
        }
        phase = .exclusive(.ending(rows: 0, failure: nil, done: done))
        flush()
        drainExclusive()
    }

    /// Takes what the server has sent.
    func drainExclusive() {
        while case .exclusive(let exclusive) = phase {
            switch exclusive {
            case .copyOut: return offerCopyChunk()
            case .copyIn: return pushCopyChunk()
            case .script, .starting, .ending: break
            }
            guard handle?.isBusy == false, let reply = handle?.nextReply() else { return }
            take(reply, in: exclusive)
        }
    }

    private func take(_ reply: Reply, in exclusive: Exclusive) {
        switch (reply, exclusive) {
        case (.lost(let reason), _): close(because: reason)
        case (.failure(let error), _) where error.endsConnection: close(because: error.debugDescription)
        case (.failure(let error), .script(let failure, let done)):
            phase = .exclusive(.script(failure: failure ?? .server(error), done: done))
        case (.failure(let error), .starting(let done)):
            phase = .exclusive(.script(failure: .server(error), done: done))
        case (.failure(let error), .ending(_, let failure, let done)):
            phase = .exclusive(.ending(rows: 0, failure: failure ?? .server(error), done: done))
        case (.result(let storage), .ending(_, let failure, let done)):
            phase = .exclusive(.ending(rows: storage.affected, failure: failure, done: done))
        case (.result, .starting(let done)):
            phase = .exclusive(.script(failure: .misuse("the statement is not a copy"), done: done))
        case (.copyOut, .starting(let done)):
            phase = .exclusive(.copyOut(waiter: nil))
            done(.success(()))
        case (.copyIn, .starting(let done)):
            phase = .exclusive(.copyIn(waiting: nil))
            done(.success(()))
        case (.copyOut, _), (.copyIn, _): close(because: "a copy inside a script")
        case (.separator, .script(let failure, let done)):
            resume { done(failure.map(Result.failure) ?? .success(())) }
        case (.separator, .ending(let rows, let failure, let done)):
            resume { done(failure.map(Result.failure) ?? .success(rows)) }
        case (.separator, _), (.result, _), (.skipped, _), (.sync, _), (.failure, _): break
        }
    }

    /// Back to pipeline mode, and the news to whoever waits.
    private func resume(_ tell: () -> Void) {
        guard handle?.enterPipeline() == true else { return close(because: "pipeline mode was refused") }
        phase = .open
        tell()
    }

    /// Reads as much as it takes for one piece, and no further while nobody asks.
    private func offerCopyChunk() {
        var extra = 0
        while case .exclusive(.copyOut(let waiter?)) = phase, let step = handle?.nextCopyChunk() {
            switch step {
            case .wait:
                let mayHaveMore = isPeerClosed || handle?.mayHaveUnread == true
                // A record may wait inside the TLS library: two more reads are sure to empty it.
                guard mayHaveMore || (handle?.isEncrypted == true && extra < 3) else { return }
                extra += mayHaveMore ? 0 : 1
                guard handle?.consumeInput() == true else { return close(because: handle?.message ?? "") }
            case .chunk(let bytes):
                phase = .exclusive(.copyOut(waiter: nil))
                waiter(.success(bytes))
            case .failed: close(because: handle?.message ?? "")
            case .end:
                phase = .exclusive(.ending(rows: 0, failure: nil, done: { waiter($0.map { _ in nil }) }))
                drainExclusive()
            }
        }
    }

    private func pushCopyChunk() {
        guard case .exclusive(.copyIn(let waiting?)) = phase else { return }
        switch handle?.sendCopy(waiting.bytes) {
        case .wantsWrite: flush()
        case .done:
            phase = .exclusive(.copyIn(waiting: nil))
            // What the socket does not take now stays in the library: the next piece waits until it is gone.
            switch handle?.flush() {
            case .done: waiting.done(.success(()))
            case .wantsWrite: phase = .exclusive(.copyIn(waiting: ([], waiting.done)))
            case .failed, nil: close(because: handle?.message ?? "")
            }
        case .failed, nil: close(because: handle?.message ?? "")
        }
    }
}
