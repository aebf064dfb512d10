import Synchronization

/// The data keys that were used last, unwrapped: a bounded number for the whole process.
final class DataKeyCache: Sendable {
    private struct Entry: Sendable {
        var key: DataKey
        var usedAt: UInt64
    }

    private struct State: Sendable {
        var entries: [DataKey.ID: Entry] = [:]
        var uses: UInt64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    var count: Int { state.withLock { $0.entries.count } }

    subscript(id: DataKey.ID) -> DataKey? {
        state.withLock { state in
            state.uses += 1
            state.entries[id]?.usedAt = state.uses
            return state.entries[id]?.key
        }
    }

    /// Keeps a key, and forgets the one that was not used for longest if there are too many.
    func insert(_ key: DataKey) {
        state.withLock { state in
            state.uses += 1
            state.entries[key.id] = Entry(key: key, usedAt: state.uses)
            guard state.entries.count > capacity else { return }
            if let oldest = state.entries.min(by: { $0.value.usedAt < $1.value.usedAt })?.key {
                state.entries[oldest] = nil
            }
        }
    }
}
