public import Access
public import Postgres
public import Tenancy

/// The flows of tenants: what they are, what they were, and what is known of them without reading them.
///
/// Every transaction that is lent is one of the tenant. A change is to be recorded by whoever makes it, and it is for them to
/// say no to what the caller may not do: nothing is kept if the transaction is given up.
public struct FlowStore: Sendable {
    /// Reads flows.
    public let reader: FlowReader

    /// How many revisions of a flow are kept, the current one among them.
    public let revisionsKept: Int

    /// How many flows one request may change.
    public static let changeLimit = 2000

    /// Makes a store.
    ///
    /// - Parameters:
    ///   - reader: Reads flows.
    ///   - revisionsKept: How many revisions of a flow are kept, at least one.
    public init(reader: FlowReader = FlowReader(), revisionsKept: Int = 1000) {
        self.reader = reader
        self.revisionsKept = max(revisionsKept, 1)
    }

    /// Who makes a change.
    public struct Author: Sendable {
        /// The account.
        public var account: Account.ID?

        /// Whether it is a program, which may change flows that are read-only for people.
        public var isProgram: Bool

        /// Makes an author of its parts.
        ///
        /// - Parameters:
        ///   - account: The account.
        ///   - isProgram: Whether it is a program.
        public init(account: Account.ID?, isProgram: Bool) {
            self.account = account
            self.isProgram = isProgram
        }
    }

    /// Which flows a declaration may be of.
    public enum Expectation: Sendable {
        /// One that is not there.
        case absent
        /// One that is there.
        case present
        /// Any.
        case any
    }

    /// Keeps what declarations say: makes flows, or gives them another revision.
    ///
    /// A text that a flow has already, with the same word on whether it is a draft, changes nothing. The revisions of a flow
    /// that was deleted are counted on.
    ///
    /// - Parameters:
    ///   - declarations: The declarations, no two of one flow.
    ///   - expectation: Which flows they may be of.
    ///   - author: Who makes the change.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: Each flow as it was and as it is, in the order of the declarations; those that did not change have the same
    ///   revision before and after.
    /// - Throws: ``FlowStoreError``; `AccessError` for a namespace that must be made first; `DatabaseError`.
    public func save(
        _ declarations: [FlowDeclaration],
        _ expectation: Expectation = .any,
        by author: Author,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowChange] {
        guard declarations.count <= Self.changeLimit else { throw FlowStoreError.tooMany(limit: Self.changeLimit) }
        var seen: Set<FlowAddress> = []
        for declaration in declarations where !seen.insert(declaration.address).inserted {
            throw FlowStoreError.repeated(declaration.address)
        }
        let known = try await FlowRecord.lock(declarations.map(\.address), in: tenant, tx)
        var writes: [FlowWrite] = []
        for declaration in declarations {
            let before = known[declaration.address]
            try check(declaration.address, before, expectation, by: author)
            guard before?.isUnchanged(by: declaration) != true else { continue }
            writes.append(FlowWrite(declaration, after: before))
        }
        for namespace in Set(writes.filter { known[$0.address]?.isDeleted != false }.map(\.address.namespace)) {
            try await Namespace.requireExisting(namespace, in: tenant, tx)
        }
        let changed = try await keep(writes, by: author, in: tenant, tx)
        return declarations.compactMap { declaration in
            let before = known[declaration.address].flatMap { $0.isDeleted ? nil : $0 }
            guard let after = changed[declaration.address] ?? before else { return nil }
            return FlowChange(before: before, after: after)
        }
    }

    private func check(
        _ address: FlowAddress,
        _ before: FlowRecord?,
        _ expectation: Expectation,
        by author: Author
    ) throws(FlowStoreError) {
        let live = before.flatMap { $0.isDeleted ? nil : $0 }
        switch expectation {
        case .absent where live != nil: throw .exists(address)
        case .present where live == nil: throw .notFound
        default: break
        }
        if live?.isReadOnly == true, !author.isProgram { throw .readOnly(address) }
    }

    /// Ends flows; their revisions stay, with one more that says so.
    ///
    /// - Parameters:
    ///   - addresses: The flows; those that are not there are passed over.
    ///   - author: Who makes the change.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The flows as they were and their ends.
    /// - Throws: ``FlowStoreError``; `DatabaseError`.
    public func delete(
        _ addresses: [FlowAddress],
        by author: Author,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowChange] {
        let records = try await live(addresses, by: author, in: tenant, tx)
        let writes = records.map { FlowWrite(endOf: $0) }
        return try await changes(of: records, writes, by: author, in: tenant, tx)
    }

    /// Puts flows out of use or into use, by a revision whose text says so.
    ///
    /// - Parameters:
    ///   - isDisabled: Whether the flows are out of use.
    ///   - addresses: The flows; those that are not there, or are so already, are passed over.
    ///   - author: Who makes the change.
    ///   - tenant: The tenant.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The flows that changed, before and after.
    /// - Throws: ``FlowStoreError``; `DatabaseError`.
    public func set(
        disabled isDisabled: Bool,
        _ addresses: [FlowAddress],
        by author: Author,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowChange] {
        let records = try await live(addresses, by: author, in: tenant, tx).filter { $0.isDisabled != isDisabled }
        let writes = try records.map { record in
            guard
                let source = FlowSource.setting(disabled: isDisabled, in: record.source, limits: reader.limits),
                // What was kept once stays usable, whatever rules came since.
                let declaration = try? FlowDeclaration(kept: Array(source.utf8), isDraft: record.isDraft, with: reader)
            else { throw FlowStoreError.notEditable(record.address) }
            return FlowWrite(declaration, after: record)
        }
        return try await changes(of: records, writes, by: author, in: tenant, tx)
    }

    /// The flows that are there, locked, in one order.
    private func live(
        _ addresses: [FlowAddress],
        by author: Author,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowRecord] {
        guard addresses.count <= Self.changeLimit else { throw FlowStoreError.tooMany(limit: Self.changeLimit) }
        let known = try await FlowRecord.lock(Array(Set(addresses)), in: tenant, tx)
        let records = known.values.filter { !$0.isDeleted }
        if !author.isProgram, let closed = records.first(where: \.isReadOnly) {
            throw FlowStoreError.readOnly(closed.address)
        }
        return records.sorted { $0.address.description < $1.address.description }
    }

    private func changes(
        of records: [FlowRecord],
        _ writes: [FlowWrite],
        by author: Author,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowChange] {
        let changed = try await keep(writes, by: author, in: tenant, tx)
        return records.compactMap { before in
            changed[before.address].map { FlowChange(before: before, after: $0) }
        }
    }

    private func keep(
        _ writes: [FlowWrite],
        by author: Author,
        in tenant: Tenant.ID,
        _ tx: borrowing Transaction
    ) async throws -> [FlowAddress: FlowRecord] {
        let records = try await FlowWrite.keep(writes, kept: revisionsKept, by: author.account, in: tenant, tx)
        return Dictionary(uniqueKeysWithValues: records.map { ($0.address, $0) })
    }
}

extension FlowRecord {
    /// Whether the flow says already what a declaration would have it say.
    fileprivate func isUnchanged(by declaration: FlowDeclaration) -> Bool {
        !isDeleted && isDraft == declaration.isDraft && source.utf8.elementsEqual(declaration.source.utf8)
    }
}

extension FlowWrite {
    /// The revision that a declaration makes.
    fileprivate init(_ declaration: FlowDeclaration, after before: FlowRecord?) {
        self.init(
            address: declaration.address,
            revision: (before?.revision ?? 0) + 1,
            source: declaration.source,
            document: declaration.document,
            isDraft: declaration.isDraft,
            isDeleted: false,
            labels: declaration.labels,
            dependencies: declaration.dependencies
        )
    }

    /// The revision that is the end of a flow.
    fileprivate init(endOf record: FlowRecord) {
        self.init(
            address: record.address,
            revision: record.revision + 1,
            source: record.source,
            document: record.document,
            isDraft: record.isDraft,
            isDeleted: true,
            labels: [],
            dependencies: []
        )
    }
}
