import Synchronization
import Tenancy

/// The shards that this executor holds, and the lanes that work in them.
final class LaneBoard: Sendable {
    /// A lane that is to begin to work.
    struct Start: Sendable {
        var lane: LaneKey
        var lease: ShardLease
        var mailbox: Mailbox<LaneLetter>
        /// Whether the executions that are open may have been another executor's before.
        var recovers: Bool
    }

    private struct State {
        var leases: [Int16: ShardLease] = [:]
        var lanes: [LaneKey: Mailbox<LaneLetter>] = [:]
        /// The lanes that have taken up what others left since their shards are held.
        var recovered: Set<LaneKey> = []
        /// How many lanes have begun, or are to begin, and have not ended.
        var open = 0
    }

    private let state = Mutex(State())

    /// Lanes that are to begin, for whoever runs them.
    let starts = Mailbox<Start>()

    /// The leases that are held.
    var leases: [ShardLease] { state.withLock { $0.leases.values.sorted { $0.shard < $1.shard } } }

    /// How many lanes there are.
    var laneCount: Int { state.withLock(\.lanes.count) }

    /// How many lanes have not ended, those of shards that were left among them.
    var openCount: Int { state.withLock(\.open) }

    /// Takes up a shard.
    func hold(_ lease: ShardLease) {
        state.withLock { state in
            state.leases[lease.shard] = lease
            state.recovered = state.recovered.filter { $0.shard != lease.shard }
        }
    }

    /// Leaves shards.
    ///
    /// Their lanes end after what they are at. A shard that was taken up again meanwhile stays.
    ///
    /// - Parameters:
    ///   - leases: The leases.
    ///   - inOrder: Whether the lanes deal with what has reached them, as long as they still may.
    func leave(_ leases: [ShardLease], inOrder: Bool = false) {
        let mailboxes = state.withLock { state -> [Mailbox<LaneLetter>] in
            var shards: Set<Int16> = []
            for lease in leases where state.leases[lease.shard]?.term == lease.term {
                state.leases[lease.shard] = nil
                shards.insert(lease.shard)
            }
            let gone = state.lanes.filter { shards.contains($0.key.shard) }
            for lane in gone.keys { state.lanes[lane] = nil }
            return Array(gone.values)
        }
        for mailbox in mailboxes {
            if inOrder { mailbox.finish() } else { mailbox.close() }
        }
    }

    /// Leaves a letter for a lane, which begins to work if it does not.
    ///
    /// - Returns: Whether anybody will read it: `false` if the shard is not held.
    @discardableResult
    func post(_ letter: LaneLetter, to lane: LaneKey) -> Bool {
        while true {
            let found = state.withLock { state -> (Mailbox<LaneLetter>, Start?)? in
                guard let lease = state.leases[lane.shard] else { return nil }
                if let mailbox = state.lanes[lane] { return (mailbox, nil) }
                let mailbox = Mailbox<LaneLetter>()
                state.lanes[lane] = mailbox
                state.open += 1
                let recovers = !state.recovered.contains(lane)
                return (mailbox, Start(lane: lane, lease: lease, mailbox: mailbox, recovers: recovers))
            }
            guard let (mailbox, start) = found else { return false }
            let isTaken = mailbox.post(letter)
            if let start { starts.post(start) }
            if isTaken { return true }
            // It has just ended; another one is begun.
            forget(lane, mailbox)
        }
    }

    /// Notes that a lane has taken up all that another executor left.
    func recovered(_ lane: LaneKey, _ lease: ShardLease) {
        state.withLock { state in
            if state.leases[lane.shard]?.term == lease.term { state.recovered.insert(lane) }
        }
    }

    /// Has a lane look into the database.
    func ring(_ lane: LaneKey) {
        post(.rung, to: lane)
    }

    /// Tells all lanes something.
    func postToAll(_ letter: LaneLetter) {
        let mailboxes = state.withLock { Array($0.lanes.values) }
        for mailbox in mailboxes { mailbox.post(letter) }
    }

    /// Notes that a lane has ended.
    func ended(_ lane: LaneKey, _ mailbox: Mailbox<LaneLetter>) {
        forget(lane, mailbox)
        state.withLock { $0.open -= 1 }
    }

    /// Forgets a lane that takes no more letters.
    private func forget(_ lane: LaneKey, _ mailbox: Mailbox<LaneLetter>) {
        state.withLock { state in
            if state.lanes[lane] === mailbox { state.lanes[lane] = nil }
        }
    }
}
