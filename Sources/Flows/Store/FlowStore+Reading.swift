public import Access
public import Postgres
public import Tenancy

extension FlowStore {
    /// What flows can be searched by.
    public static let scheme = FlowRecord.scheme

    /// The page of flows that a search finds, in the namespaces that are visible.
    ///
    /// - Parameters:
    ///   - search: Which flows, in which order.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The page.
    /// - Throws: `DatabaseError`; `FieldErrors` for a value that does not have the form of its field.
    public func find(
        _ search: Search,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<FlowRecord> {
        try await FlowRecord.find(search, where: visible.condition(on: "f.namespace"), in: tenant, tx)
    }

    /// The page of flows whose texts hold something, in the namespaces that are visible.
    ///
    /// - Parameters:
    ///   - search: Which flows, in which order.
    ///   - text: What their texts hold; nothing is in all of them.
    ///   - isExact: Whether the case matters.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The page.
    /// - Throws: `DatabaseError`; `FieldErrors` for a value that does not have the form of its field.
    public func find(
        _ search: Search,
        holding text: String,
        caseSensitive isExact: Bool,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> Found<FlowRecord> {
        let holds: SQL =
            isExact ? "strpos(r.source, \(text)) > 0" : "strpos(lower(r.source), lower(\(text))) > 0"
        let condition = visible.condition(on: "f.namespace")
        return try await FlowRecord.find(
            search,
            where: condition,
            onTexts: text.isEmpty ? nil : holds,
            in: tenant,
            tx
        )
    }

    /// The flows that a search finds, for a change of all of them.
    ///
    /// - Parameters:
    ///   - search: Which flows.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: Where they are.
    /// - Throws: ``FlowStoreError/tooMany(limit:)``; `DatabaseError`; `FieldErrors`.
    public func addresses(
        _ search: Search,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowAddress] {
        let condition = try Self.scheme.condition(search)
        let found = try await FlowRecord.addresses(
            where: "\(visible.condition(on: "f.namespace")) and \(condition)",
            limit: Self.changeLimit + 1,
            in: tenant,
            tx
        )
        guard found.count <= Self.changeLimit else { throw FlowStoreError.tooMany(limit: Self.changeLimit) }
        return found
    }

    /// The flows that a search finds, some at a time, in the order of their addresses.
    ///
    /// - Parameters:
    ///   - search: Which flows.
    ///   - address: Where the last of them was found, `nil` for the first ones.
    ///   - count: How many.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The flows; none at the end, and fewer than `count` where they are long.
    /// - Throws: `DatabaseError`; `FieldErrors`.
    public func walk(
        _ search: Search,
        after address: FlowAddress?,
        count: Int,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowRecord] {
        let condition = try Self.scheme.condition(search)
        do {
            return try await FlowRecord.walk(
                after: address,
                where: "\(visible.condition(on: "f.namespace")) and \(condition)",
                limit: count,
                in: tenant,
                tx
            )
        } catch FlowStoreError.tooLarge where count > 1 {
            // One flow is never too large.
            return try await walk(search, after: address, count: count / 4 + 1, within: visible, in: tenant, tx)
        }
    }

    /// The flows of a namespace, not of those below it, in the order of their identifiers.
    ///
    /// - Parameters:
    ///   - namespace: The namespace.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The flows.
    /// - Throws: ``FlowStoreError/tooMany(limit:)``, ``FlowStoreError/tooLarge(limit:)``; `DatabaseError`.
    public func list(
        of namespace: Namespace.Name,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowRecord] {
        let condition: SQL = "f.namespace = \(namespace.description)"
        let limit = Self.changeLimit
        let found = try await FlowRecord.walk(after: nil, where: condition, limit: limit + 1, in: tenant, tx)
        guard found.count <= limit else { throw FlowStoreError.tooMany(limit: limit) }
        return found
    }

    /// Flows by their addresses; those that are not there are left out.
    ///
    /// - Parameters:
    ///   - addresses: Where they are.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The flows in the order of their addresses.
    /// - Throws: `DatabaseError`.
    public func list(
        _ addresses: [FlowAddress],
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowRecord] {
        let (namespaces, ids) = (addresses.map(\.namespace.description), addresses.map(\.id.description))
        let condition: SQL = "(f.namespace, f.flow_id) in (select * from unnest(\(namespaces), \(ids)))"
        return try await FlowRecord.walk(after: nil, where: condition, limit: addresses.count, in: tenant, tx)
    }

    /// A flow, or one of its revisions.
    ///
    /// - Parameters:
    ///   - address: Where the flow is.
    ///   - revision: The number of the revision, `nil` for the newest.
    ///   - allowDeleted: Whether the flow may be deleted.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The revision.
    /// - Throws: ``FlowStoreError/notFound``; `DatabaseError`.
    public func get(
        _ address: FlowAddress,
        revision: Int? = nil,
        allowDeleted: Bool = false,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> FlowRecord {
        guard let newest = try await FlowRecord.newest(of: address, in: tenant, tx), allowDeleted || !newest.isDeleted
        else { throw FlowStoreError.notFound }
        guard let revision, revision != newest.revision else { return newest }
        guard let found = try await FlowRecord.revision(revision, of: address, in: tenant, tx) else {
            throw FlowStoreError.notFound
        }
        return found
    }

    /// The revisions of a flow that are kept, the oldest first.
    ///
    /// - Parameters:
    ///   - address: Where the flow is.
    ///   - allowDeleted: Whether the flow may be deleted.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The revisions.
    /// - Throws: ``FlowStoreError/notFound``; `DatabaseError`.
    public func revisions(
        of address: FlowAddress,
        allowDeleted: Bool = false,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowRecord] {
        let revisions = try await FlowRecord.revisions(of: address, in: tenant, tx)
        guard let newest = revisions.last, allowDeleted || !newest.isDeleted else { throw FlowStoreError.notFound }
        return revisions
    }

    /// Removes revisions of a flow for good; the newest goes with the flow only.
    ///
    /// - Parameters:
    ///   - numbers: The numbers of the revisions; those that are not there are passed over.
    ///   - address: Where the flow is.
    ///   - author: Who makes the change.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The numbers of those that went.
    /// - Throws: ``FlowStoreError``; `DatabaseError`.
    public func deleteRevisions(
        _ numbers: [Int],
        of address: FlowAddress,
        by author: Author,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [Int] {
        guard let newest = try await FlowRecord.lock([address], in: tenant, tx)[address] else {
            throw FlowStoreError.notFound
        }
        guard !numbers.contains(newest.revision) else { throw FlowStoreError.isCurrent(revision: newest.revision) }
        guard author.isProgram || !newest.isReadOnly else { throw FlowStoreError.readOnly(address) }
        return try await FlowRecord.delete(numbers, of: address, in: tenant, tx)
    }

    /// The namespaces that have flows, sorted.
    ///
    /// - Parameters:
    ///   - text: What their names hold, whatever the case; `nil` for all.
    ///   - visible: The namespaces to keep to.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: Their names.
    /// - Throws: `DatabaseError`.
    public func namespaces(
        holding text: String?,
        within visible: VisibleNamespaces,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [String] {
        var condition = visible.condition(on: "f.namespace")
        if let text, !text.isEmpty {
            condition += " and strpos(lower(f.namespace), \(Account.key(of: text))) > 0"
        }
        return try await FlowRecord.namespaces(where: condition, in: tenant, tx)
    }
}
