import Synchronization
import Tenancy

/// The data keys that were used last, unwrapped: a bounded number for the whole process.
final class DataKeyCache: Sendable {
    /// A key of a tenant: that an identifier is another tenant's as well is for whoever changes the database to arrange.
    struct Place: Hashable, Sendable {
        var tenant: Tenant.ID
        var id: DataKey.ID
    }

    private struct Entry: Sendable {
        var key: DataKey
        var usedAt: UInt64
    }

    private struct State: Sendable {
        var entries: [Place: Entry] = [:]
        var uses: UInt64 = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    var count: Int { state.withLock { $0.entries.count } }

    subscript(place: Place) -> DataKey? {
        state.withLock { state in
            state.uses += 1
            state.entries[place]?.usedAt = state.uses
            return state.entries[place]?.key
        }
    }

    /// Keeps a key, and forgets the one that was not used for longest if there are too many.
    func insert(_ key: DataKey, of tenant: Tenant.ID) {
        state.withLock { state in
            state.uses += 1
            state.entries[Place(tenant: tenant, id: key.id)] = Entry(key: key, usedAt: state.uses)
            guard state.entries.count > capacity else { return }
            if let oldest = state.entries.min(by: { $0.value.usedAt < $1.value.usedAt })?.key {
                state.entries[oldest] = nil
            }
        }
    }
}
