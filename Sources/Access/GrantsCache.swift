import Postgres
import Synchronization
import Tenancy

/// What accounts may do in tenants, compiled and kept while the versions it was compiled from are the current ones.
///
/// The versions are read with the caller in the transaction of each request, so what is kept is never used past a change.
/// Bounded: when full, half of what it holds goes.
final class GrantsCache: Sendable {
    /// The versions of a tenant's roles and bindings, and of an account's memberships there.
    struct Versions: Sendable, Equatable {
        var tenant: Int64
        var account: Int64
    }

    private struct Key: Hashable {
        var tenant: Tenant.ID
        var account: Account.ID
    }

    private struct Entry {
        var versions: Versions
        var grants: Grants
    }

    private let templates: RoleTemplates
    private let capacity: Int
    private let entries = Mutex<[Key: Entry]>([:])

    init(templates: RoleTemplates, capacity: Int = 10_000) {
        self.templates = templates
        self.capacity = capacity
    }

    /// The rights of an account in the tenant of the transaction, compiled if they are not at hand.
    func grants(
        of account: Account.ID,
        in tenant: Tenant.ID,
        at versions: Versions,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Grants {
        let key = Key(tenant: tenant, account: account)
        if let entry = entries.withLock({ $0[key] }), entry.versions == versions {
            return entry.grants
        }
        let grants = try await Grants.load(for: account, in: tenant, templates: templates, tx)
        entries.withLock { entries in
            if entries.count >= capacity {
                entries = entries.filter { _ in Bool.random() }
            }
            entries[key] = Entry(versions: versions, grants: grants)
        }
        return grants
    }
}
