import Synchronization
import Tenancy

/// How many jobs workers may have at once, in all and of one tenant, and who waits for room.
///
/// Room that gets free goes to the lane that has waited longest and whose tenant has not had its share.
final class JobRoom: Sendable {
    private struct State {
        var used = 0
        var byTenant: [Tenant.ID: Int] = [:]
        var waiting: [LaneKey] = []
        var isWaiting: Set<LaneKey> = []

        mutating func wait(_ lane: LaneKey) {
            if isWaiting.insert(lane).inserted { waiting.append(lane) }
        }
    }

    private let limit: Int
    private let limitOfTenant: Int
    private let state = Mutex(State())

    init(_ limit: Int, ofTenant: Int) {
        self.limit = max(limit, 1)
        limitOfTenant = min(max(ofTenant, 1), max(limit, 1))
    }

    /// How many jobs there are.
    var used: Int { state.withLock(\.used) }

    /// Takes room; if there is less than is wanted, the lane is told when there is more.
    ///
    /// - Returns: How much was taken.
    func take(_ wanted: Int, for lane: LaneKey) -> Int {
        guard wanted > 0 else { return 0 }
        return state.withLock { state in
            let own = state.byTenant[lane.tenant] ?? 0
            let taken = max(min(wanted, limit - state.used, limitOfTenant - own), 0)
            state.used += taken
            if taken > 0 { state.byTenant[lane.tenant] = own + taken }
            if taken < wanted { state.wait(lane) }
            return taken
        }
    }

    /// Gives back the room of a job.
    ///
    /// - Returns: The lane that is to be told, if one waits that may take it.
    func give(_ tenant: Tenant.ID) -> LaneKey? {
        state.withLock { state in
            state.used -= 1
            let own = (state.byTenant[tenant] ?? 1) - 1
            state.byTenant[tenant] = own > 0 ? own : nil
            let next = state.waiting.firstIndex { (state.byTenant[$0.tenant] ?? 0) < limitOfTenant }
            guard let next else { return nil }
            let lane = state.waiting.remove(at: next)
            state.isWaiting.remove(lane)
            return lane
        }
    }

    /// Forgets a lane that has ended.
    func forget(_ lane: LaneKey) {
        state.withLock { state in
            guard state.isWaiting.remove(lane) != nil else { return }
            state.waiting.removeAll { $0 == lane }
        }
    }
}
