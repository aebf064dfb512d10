import Access
import Audit
import Flows
import Postgres
import Tenancy

/// Which flows a change of several is about.
enum FlowSelection: Sendable {
    /// Those that are named.
    case named([FlowAddress])
    /// Those that a search finds.
    case found(Search)

    /// The flows that there are, in the namespaces where the caller may do something with them.
    func addresses(
        in store: FlowStore,
        by principal: Principal,
        for action: Action,
        _ tx: borrowing Transaction
    ) async throws -> [FlowAddress] {
        let visible = principal.namespaces(for: action)
        switch self {
        case .named(let addresses): return addresses.filter { visible.contains($0.namespace) }
        case .found(let search): return try await store.addresses(search, within: visible, in: principal.tenant, tx)
        }
    }
}

extension FlowSelection {
    /// Puts the flows out of use or into use.
    func set(
        disabled isDisabled: Bool,
        in store: FlowStore,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> Recorded<FlowCount> {
        let action: Action = isDisabled ? .disable : .enable
        let addresses = try await addresses(in: store, by: principal, for: action, tx)
        let changes = try await store.set(
            disabled: isDisabled,
            addresses,
            by: principal.author,
            in: principal.tenant,
            tx
        )
        return Recorded(FlowCount(count: changes.count), changes.flatMap(\.recorded))
    }

    /// Deletes the flows.
    func delete(
        in store: FlowStore,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> Recorded<FlowCount> {
        let addresses = try await addresses(in: store, by: principal, for: .delete, tx)
        let changes = try await store.delete(addresses, by: principal.author, in: principal.tenant, tx)
        return Recorded(FlowCount(count: changes.count), changes.flatMap(\.recorded))
    }
}
