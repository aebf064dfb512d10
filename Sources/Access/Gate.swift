public import Audit
public import Postgres
import Tenancy

/// The only way to a transaction: authenticate, decide, lend, record, commit.
///
/// The caller is identified in the transaction it is answered from, so a revoked token, an ended session or a lost role counts
/// from the moment its change commits, on every node. What its roles grant is kept in memory, under the versions that the same
/// statement reads.
public final class Gate: Sendable {
    let database: Database
    let ledger: Ledger
    let grants: GrantsCache
    let tenants: TenantDirectory
    let uses: LastUse
    let throttle: Throttle
    let templates: RoleTemplates

    /// Makes the gate of a database.
    public init(database: Database, ledger: Ledger, templates: RoleTemplates, throttle: Throttle) {
        self.database = database
        self.ledger = ledger
        self.grants = GrantsCache(templates: templates)
        self.tenants = TenantDirectory()
        self.uses = LastUse()
        self.throttle = throttle
        self.templates = templates
    }

    /// Answers a read.
    ///
    /// - Throws: ``GateError``, or what the operation throws.
    public func read<Operation: Read>(_ operation: Operation, for call: Call) async throws -> Operation.Output {
        try await admit(Operation.self, for: call, readOnly: !Operation.isRecorded) { principal, tenant, tx in
            let decision = try await decide(operation, by: principal, in: tx)
            let output = try await operation(by: principal, in: tx)
            if Operation.isRecorded {
                let change = RecordedChange(
                    resource: Operation.permission.resource,
                    id: nil,
                    namespace: operation.target.namespaceName
                )
                try ledger.record(
                    [change],
                    as: event(Operation.permission, by: principal, in: tenant, for: call, decision),
                    in: tx
                )
            }
            return output
        }
    }

    /// Makes a change, with its record.
    ///
    /// - Throws: ``GateError``, or what the operation throws; nothing has changed then.
    public func change<Operation: Change>(_ operation: Operation, for call: Call) async throws -> Operation.Output {
        try await record(operation, for: call)
    }

    /// Makes a change that needs something slow first, which is not begun before the caller is known to have the right.
    ///
    /// - Throws: ``GateError``, or what the operation throws; nothing has changed then.
    public func change<Operation: PreparedChange>(_ operation: Operation, for call: Call) async throws
        -> Operation.Output
    {
        guard operation.needsPreparation else { return try await record(operation, for: call) }
        var prepared = try await admit(Operation.self, for: call, readOnly: true) { principal, _, tx in
            _ = try await decide(operation, by: principal, in: tx)
            var gathering = operation
            try await gathering.gather(by: principal, in: tx)
            return gathering
        }
        try await prepared.prepare()
        return try await record(prepared, for: call)
    }

    private func record<Operation: Change>(_ operation: Operation, for call: Call) async throws -> Operation.Output {
        try await admit(Operation.self, for: call, readOnly: false) { principal, tenant, tx in
            let decision = try await decide(operation, by: principal, in: tx)
            let recorded = try await operation(by: principal, in: tx)
            let event = event(Operation.permission, by: principal, in: tenant, for: call, decision)
            try ledger.record(recorded.changes, as: event, in: tx)
            return recorded.output
        }
    }
}
