import Synchronization
import Tenancy

/// The identifiers of tenants by name, kept in memory.
///
/// An entry may outlive its tenant: every transaction finds out for itself that the tenant is gone.
final class TenantDirectory: Sendable {
    private let entries = Mutex<[Tenant.Slug: Tenant.ID]>([:])
    private let capacity: Int

    init(capacity: Int = 100_000) {
        self.capacity = capacity
    }

    subscript(_ slug: Tenant.Slug) -> Tenant.ID? {
        get { entries.withLock { $0[slug] } }
        set {
            entries.withLock { entries in
                if entries.count >= capacity {
                    entries.removeAll(keepingCapacity: true)
                }
                entries[slug] = newValue
            }
        }
    }
}
