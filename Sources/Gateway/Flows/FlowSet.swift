import Access
import Audit
import Flows
import JSON
import Postgres
import Tenancy

/// A change of many flows to what declarations say, which may end those that no declaration is of.
struct FlowSet: Sendable {
    let flows: FlowStore

    /// Makes the flows what the declarations say.
    ///
    /// - Parameters:
    ///   - declarations: The declarations.
    ///   - scope: The namespace whose other flows end, `nil` if none end.
    ///   - withChildren: Whether those of the namespaces below it end as well.
    ///   - principal: The caller, who needs the right to each thing that is done.
    ///   - tx: The transaction.
    /// - Returns: The flows as they are.
    /// - Throws: ``FlowStoreError``; ``GateError`` for what the caller may not do.
    func apply(
        _ declarations: [FlowDeclaration],
        endingOthersOf scope: Namespace.Name?,
        withChildren: Bool = false,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> Recorded<[FlowReply]> {
        var ended: [FlowChange] = []
        if let scope {
            let kept = Set(declarations.map(\.address))
            let there = try await others(of: scope, withChildren, by: principal, tx).filter { !kept.contains($0) }
            ended = try await flows.delete(there, by: principal.author, in: principal.tenant, tx)
        }
        let saved = try await flows.save(declarations, by: principal.author, in: principal.tenant, tx)
        for change in saved where change.isChange {
            try principal.require(change.before == nil ? .create : .update, in: change.address.namespace)
        }
        for change in ended {
            try principal.require(.delete, in: change.address.namespace)
        }
        // A flow that is as it was was still asked for, and may not be shown to everybody.
        for change in saved where !change.isChange {
            try principal.require(.update, in: change.address.namespace)
        }
        let replies = saved.map { FlowReply(record: $0.after, withSource: true) }
        return Recorded(replies, (ended + saved).flatMap(\.recorded))
    }

    private func others(
        of scope: Namespace.Name,
        _ withChildren: Bool,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> [FlowAddress] {
        let operation: QueryFilter.Operation = withChildren ? .prefix : .equals
        let filter = QueryFilter.condition(QueryFilter.Condition(.namespace, operation, [scope.description]))
        return try await flows.addresses(Search(filter: filter), within: .all, in: principal.tenant, tx)
    }
}
