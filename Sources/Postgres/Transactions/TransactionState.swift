/// What a transaction has sent and learnt; a value without I/O.
///
/// Nothing is sent before the first query: the opening, what was enqueued and the query go in one round trip, and so do
/// what was enqueued and the commit.
struct TransactionState {
    /// A round trip.
    struct Trip: Equatable {
        var statements: [Statement]
        /// Which results are the caller's.
        var results: Range<Int>
        /// Whether the transaction is opened by it, so that nobody has seen anything of it yet.
        var isFirst: Bool
        var isCommit: Bool
        /// Whether it was sent a second time because prepared statements had gone stale.
        var isReplay = false
    }

    /// What a round trip came to.
    enum Verdict: Equatable {
        /// The caller's results are in the outcome.
        case done
        /// Roll back, prepare anew, and send the same again.
        case replay(Trip)
        /// The transaction has failed.
        case failed(DatabaseError)
    }

    /// What stopped a statement from the outside.
    enum Interruption { case cancelled, deadline }

    private enum Phase {
        case fresh
        case open
        case failed(DatabaseError)
        case ended
    }

    private let options: TransactionOptions
    private var phase = Phase.fresh
    private var enqueued: [Statement] = []

    init(_ options: TransactionOptions) { self.options = options }

    /// The first error of the transaction.
    var failure: DatabaseError? {
        guard case .failed(let error) = phase else { return nil }
        return error
    }

    /// Whether there is nothing to commit or roll back.
    var isUntouched: Bool {
        guard case .fresh = phase else { return false }
        return enqueued.isEmpty
    }

    /// Takes a statement that is sent with the next round trip.
    mutating func enqueue(_ statement: Statement) throws(DatabaseError) {
        try requireUsable()
        enqueued.append(statement)
    }

    /// The round trip for some statements.
    mutating func trip(_ statements: [Statement]) throws(DatabaseError) -> Trip {
        try requireUsable()
        return makeTrip(statements, isCommit: false)
    }

    /// The round trip that commits; nil when there is nothing to do.
    mutating func commit() throws(DatabaseError) -> Trip? {
        try requireUsable()
        guard !isUntouched else {
            phase = .ended
            return nil
        }
        return makeTrip([Statement(text: "commit", binds: [])], isCommit: true)
    }

    /// Learns how a round trip ended.
    mutating func ended(_ trip: Trip, _ outcome: Outcome, interruption: Interruption?) -> Verdict {
        guard let failure = outcome.failure else {
            guard trip.isCommit else { return .done }
            // The server answers a commit of a failed transaction with the tag of a rollback, and no error.
            guard outcome.results.last?.storage.tag == "COMMIT" else {
                return fail(.misuse("the transaction had failed and was rolled back"))
            }
            phase = .ended
            return .done
        }
        switch failure {
        case .server(let error, _):
            if error.isStaleStatement, trip.isFirst, !trip.isReplay {
                var replay = trip
                replay.isReplay = true
                return .replay(replay)
            }
            return fail(Self.error(for: error, interruption))
        case .lost(let reason, _):
            // The server may have done all that was sent, whatever it could still answer.
            if trip.isCommit, !options.readOnly { return fail(.commitUnknown(reason)) }
            return fail(Self.error(forLost: reason, interruption))
        case .ended(let reason, let statement):
            let isUnknown = trip.isCommit && statement >= trip.statements.count - 1 && !options.readOnly
            if isUnknown { return fail(.commitUnknown(reason)) }
            return fail(Self.error(forLost: reason, interruption))
        }
    }

    /// Notes an error from outside, as that there was no connection.
    mutating func fail(_ error: DatabaseError) -> Verdict {
        if case .failed(let first) = phase { return .failed(first) }
        phase = .failed(error)
        return .failed(error)
    }

    /// No more statements are taken.
    mutating func end() {
        if case .failed = phase { return }
        phase = .ended
    }

    private mutating func makeTrip(_ statements: [Statement], isCommit: Bool) -> Trip {
        var isFirst = false
        var before = enqueued
        if case .fresh = phase {
            before = options.opening + before
            isFirst = true
            phase = .open
        }
        enqueued = []
        return Trip(
            statements: before + statements,
            results: before.count..<(before.count + statements.count),
            isFirst: isFirst,
            isCommit: isCommit
        )
    }

    private func requireUsable() throws(DatabaseError) {
        switch phase {
        case .fresh, .open: return
        case .failed(let error): throw error
        case .ended: throw .misuse("the transaction is over")
        }
    }

    private static func error(for error: ServerError, _ interruption: Interruption?) -> DatabaseError {
        guard error.sqlState == "57014" else { return .server(error) }
        switch interruption {
        case .cancelled: return .cancelled
        case .deadline: return .timeout
        case nil: return error.isStatementTimeout ? .timeout : .server(error)
        }
    }

    private static func error(forLost reason: String, _ interruption: Interruption?) -> DatabaseError {
        switch interruption {
        case .cancelled: .cancelled
        case .deadline: .timeout
        case nil: .connection(reason)
        }
    }
}

extension DatabaseError {
    /// Whether a transaction that failed with this may be started again by itself.
    var allowsAnotherAttempt: Bool {
        switch self {
        case .server(let error): error.isConflict || error.isStaleStatement
        case .connection: true
        default: false
        }
    }
}
