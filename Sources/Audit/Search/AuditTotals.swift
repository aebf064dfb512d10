import Daemon
import Synchronization
import Tenancy

/// Which logs are known to hold more records than are counted, so that their newest page need not count them again.
///
/// Records are only added, and are dropped by the month: what was true an hour ago is taken to be true.
package final class AuditTotals: Sendable {
    private static let lifetime = Duration.seconds(3600)
    private static let capacity = 10_000

    private let seen = Mutex<[Tenant.ID: Instant]>([:])

    /// Knows of none.
    package init() {}

    func note(_ tenant: Tenant.ID, at now: Instant) {
        seen.withLock { seen in
            if seen.count >= Self.capacity { seen = [:] }
            seen[tenant] = now
        }
    }

    func isBeyondCount(_ tenant: Tenant.ID, at now: Instant) -> Bool {
        seen.withLock { $0[tenant].map { now - $0 < Self.lifetime } ?? false }
    }
}
