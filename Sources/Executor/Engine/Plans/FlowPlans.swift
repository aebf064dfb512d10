import EventLoop
public import Flows
public import Postgres
import Synchronization
public import Tenancy

/// Revisions of flows, read and planned: the ones used last, up to a number of bytes of source.
///
/// A revision never changes, so that what is kept is never old. It may be used from any number of tasks.
public final class FlowPlans: Sendable {
    private struct Key: Hashable {
        var tenant: Tenant.ID
        var address: FlowAddress
        var revision: Int
    }

    private struct Entry {
        var flow: DeployedFlow
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var bytes = 0
        var clock: UInt64 = 0
    }

    private let store: FlowStore
    private let capacity: Int
    private let state = Mutex(State())

    /// Makes an empty cache.
    ///
    /// - Parameters:
    ///   - store: Where flows are.
    ///   - capacity: How many bytes of source are kept planned.
    public init(store: FlowStore, capacity: Int = 32 << 20) {
        (self.store, self.capacity) = (store, capacity)
    }

    /// A revision of a flow, planned.
    ///
    /// - Parameters:
    ///   - address: Where the flow is.
    ///   - revision: The number of the revision, `nil` for the newest of a flow that is not deleted.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The flow.
    /// - Throws: `FlowStoreError/notFound`, `FlowStoreError/invalid(_:)`; `PlanError`; `DatabaseError`.
    public func flow(
        _ address: FlowAddress,
        revision: Int?,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> DeployedFlow {
        if let revision, let known = known(Key(tenant: tenant, address: address, revision: revision)) { return known }
        // What runs goes on when its flow is deleted.
        let allowDeleted = revision != nil
        let record = try await store.get(address, revision: revision, allowDeleted: allowDeleted, in: tenant, tx)
        return try flow(of: record, in: tenant)
    }

    /// A revision of a flow, planned.
    ///
    /// - Parameters:
    ///   - record: The revision as it is kept.
    ///   - tenant: The tenant.
    /// - Returns: The flow.
    /// - Throws: `FlowStoreError/invalid(_:)`; `PlanError`.
    public func flow(of record: FlowRecord, in tenant: Tenant.ID) throws -> DeployedFlow {
        let key = Key(tenant: tenant, address: record.address, revision: record.revision)
        if let known = known(key) { return known }
        let reading = store.reader.read(Array(record.source.utf8))
        guard let flow = reading.flow else { throw FlowStoreError.invalid(reading.errors) }
        let deployed = try DeployedFlow(flow, revision: record.revision)
        keep(deployed, as: key)
        return deployed
    }

    private func known(_ key: Key) -> DeployedFlow? {
        state.withLock { state in
            guard let index = state.entries.index(forKey: key) else { return nil }
            state.clock &+= 1
            state.entries.values[index].lastUse = state.clock
            return state.entries.values[index].flow
        }
    }

    private func keep(_ flow: DeployedFlow, as key: Key) {
        let weight = flow.flow.source.utf8.count
        guard weight <= capacity / 4 else { return }
        state.withLock { state in
            guard state.entries[key] == nil else { return }
            state.clock &+= 1
            state.entries[key] = Entry(flow: flow, lastUse: state.clock)
            state.bytes += weight
            guard state.bytes > capacity else { return }
            // The half that was not used for longest goes at once, so that this is rare.
            for (old, entry) in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
                guard state.bytes > capacity / 2 else { return }
                state.entries[old] = nil
                state.bytes -= entry.flow.flow.source.utf8.count
            }
        }
    }
}
