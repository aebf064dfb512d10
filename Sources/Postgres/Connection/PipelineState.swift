/// A statement that is sent to the server.
struct Statement: Sendable, Equatable {
    var text: String
    var binds: [Bind]
    /// Whether it is prepared and kept: not for what is sent once.
    var isPrepared = true

    var key: StatementCache.Key { StatementCache.Key(text: text, types: binds.map(\.type)) }
}

/// How a round trip ended.
struct Outcome: Sendable {
    /// Why it failed.
    enum Failure: Sendable, Equatable {
        /// The server refused the statement of this position; those behind it were skipped.
        case server(ServerError, statement: Int)
        /// The connection was lost while this statement was the next to be answered; it, and those behind it, may have been done.
        case lost(String, statement: Int)
        /// The connection ended in front of this statement: the server said so in its place, or it was never sent. Neither it
        /// nor what is behind it was done, but for a commit that is cut off while it runs.
        case ended(String, statement: Int)
    }

    /// The results of the statements that succeeded, in their order.
    var results: [Rows] = []
    /// What went wrong.
    var failure: Failure?
}

/// What is in flight on a connection in pipeline mode, and what its replies mean.
///
/// A round trip is a list of steps that ends with a sync. Each step is answered by one reply and a separator; after a
/// failure all the steps up to the sync are answered as skipped, and those of the next round trip are not touched.
struct PipelineState {
    /// One message group that the server answers.
    enum Step: Equatable {
        /// Gives up a prepared statement.
        case deallocate
        /// Prepares the statement of a position.
        case prepare(StatementCache.Key, statement: Int)
        /// Executes the statement of a position.
        case execute(statement: Int)

        var statement: Int? {
            switch self {
            case .deallocate: nil
            case .prepare(_, let statement), .execute(let statement): statement
            }
        }
    }

    /// What the owner has to do.
    enum Action {
        /// Nothing yet.
        case none
        /// The round trip of this number is over; these statements are not prepared after all.
        case finish(UInt64, Outcome, forget: [StatementCache.Key])
        /// The connection cannot be used any more.
        case close(String)
    }

    private struct Trip {
        var id: UInt64
        var steps: [Step]
        var position = 0
        var outcome = Outcome()
        var forget: [StatementCache.Key] = []

        /// The statement that is answered next; the last one, if only the sync is still to be answered.
        var nextStatement: Int {
            steps.dropFirst(position).lazy.compactMap(\.statement).first ?? steps.compactMap(\.statement).last ?? 0
        }
    }

    private var trips: [Trip] = []

    /// Whether nothing is awaited.
    var isIdle: Bool { trips.isEmpty }

    /// Notes that the steps and a sync have been sent.
    mutating func send(_ id: UInt64, steps: [Step]) { trips.append(Trip(id: id, steps: steps)) }

    /// Takes the next reply.
    mutating func receive(_ reply: Reply) -> Action {
        guard !trips.isEmpty else { return unexpected(reply) }
        switch reply {
        case .separator:
            trips[0].position += 1
            return .none
        case .result(let storage):
            guard let step = currentStep else { return .close("a result without a statement") }
            if case .execute = step { trips[0].outcome.results.append(Rows(storage: storage)) }
            return .none
        case .failure(let error):
            return fail(error)
        case .skipped:
            if case .prepare(let key, _) = currentStep { trips[0].forget.append(key) }
            return .none
        case .sync:
            let trip = trips.removeFirst()
            return .finish(trip.id, trip.outcome, forget: trip.forget)
        case .copyOut, .copyIn:
            return .close("a copy among other statements")
        case .lost(let message):
            return .close(message)
        }
    }

    /// Ends everything in flight because the connection is lost.
    mutating func lose(_ message: String) -> [(id: UInt64, outcome: Outcome)] {
        defer { trips = [] }
        return trips.map { trip in
            var outcome = trip.outcome
            outcome.failure = outcome.failure ?? .lost(message, statement: trip.nextStatement)
            return (trip.id, outcome)
        }
    }

    private var currentStep: Step? {
        guard let trip = trips.first, trip.steps.indices.contains(trip.position) else { return nil }
        return trip.steps[trip.position]
    }

    private mutating func fail(_ error: ServerError) -> Action {
        guard !error.endsConnection else {
            let reason = error.debugDescription
            trips[0].outcome.failure = trips[0].outcome.failure ?? .ended(reason, statement: trips[0].nextStatement)
            return .close(reason)
        }
        // A deallocation may find its statement gone, which is what it wanted; the rest is skipped all the same.
        let statement = currentStep?.statement ?? trips[0].steps.compactMap(\.statement).first ?? 0
        if case .prepare(let key, _) = currentStep { trips[0].forget.append(key) }
        trips[0].outcome.failure = trips[0].outcome.failure ?? .server(error, statement: statement)
        return .none
    }

    private func unexpected(_ reply: Reply) -> Action {
        switch reply {
        case .separator: .none
        case .failure(let error): .close(error.debugDescription)
        case .lost(let message): .close(message)
        case .result, .skipped, .sync, .copyOut, .copyIn: .close("a reply that nothing was sent for")
        }
    }
}
