import Audit
import Crypto
import Daemon
import Postgres
import Tenancy

/// The tenant of a call was deleted after its name was looked up.
struct TenantGone: Error {}

/// What ended an admission once the caller was known; it is recorded in a transaction of its own.
private struct Refusal: Error {
    var error: GateError
    var principal: Principal
    var tenant: Tenant.ID
    var permission: Permission
    var namespace: Namespace.Name?
}

extension Gate {
    /// Identifies the caller in a transaction, and lends it.
    func admit<Operation: Access.Operation, Result: Sendable>(
        _ type: Operation.Type,
        for call: Call,
        readOnly: Bool,
        _ body: @Sendable (Principal, Tenant.ID, borrowing Transaction) async throws -> Result
    ) async throws -> Result {
        try throttle.admit(call)
        guard let tenant = try await resolve(call.tenant) else {
            return try await admit(type, for: call, in: nil, readOnly: readOnly, body)
        }
        do {
            return try await admit(type, for: call, in: tenant, readOnly: readOnly, body)
        } catch is TenantGone {
            // Deleted since its name was looked up; another may have the name by now.
            if let slug = call.tenant {
                tenants[slug] = nil
            }
            let other = try await resolve(call.tenant)
            do {
                return try await admit(type, for: call, in: other, readOnly: readOnly, body)
            } catch is TenantGone {
                throw GateError.hidden
            }
        }
    }

    private func admit<Operation: Access.Operation, Result: Sendable>(
        _ type: Operation.Type,
        for call: Call,
        in tenant: Tenant.ID?,
        readOnly: Bool,
        _ body: @Sendable (Principal, Tenant.ID, borrowing Transaction) async throws -> Result
    ) async throws -> Result {
        do {
            let (result, proof) = try await database.transaction(
                options(for: Operation.scope, in: tenant, for: call, readOnly: readOnly)
            ) { tx in
                let caller = try await identify(call, in: tenant, tx)
                guard call.tenant == nil || tenant != nil else { throw GateError.hidden }
                do {
                    return (try await body(caller.principal, tenant ?? .instance, tx), caller.use)
                } catch let error as GateError where error != .hidden {
                    throw Refusal(
                        error: error,
                        principal: caller.principal,
                        tenant: tenant ?? .instance,
                        permission: Operation.permission
                    )
                }
            }
            if let proof {
                uses.note(proof)
            }
            return result
        } catch let error as GateError {
            if case .unauthenticated(let reason) = error, reason != .missing {
                throttle.recordFailure(of: call)
            }
            throw error
        } catch let refusal as Refusal {
            try await record(refusal, for: call)
            throw refusal.error
        }
    }

    /// Whether the caller may do what it asks, and by what.
    func decide<Operation: Access.Operation>(
        _ operation: Operation,
        by principal: Principal,
        in tx: borrowing Transaction
    ) async throws -> Decision {
        // An identity provider sees nothing of the tenant but what it provisions, and nobody else sees that.
        guard principal.integration == operation.integration else { throw GateError.hidden }
        switch Operation.scope {
        case .own:
            return .allowed(.ownAccount)
        case .instance:
            guard principal.isSuperadmin else { throw GateError.superadminOnly }
            return .allowed(.superadmin)
        case .tenant:
            let decision = principal.grants.decide(Operation.permission, at: operation.target)
            if decision.isAllowed {
                return decision
            }
            guard let ground = try await operation.otherGround(for: principal, in: tx) else {
                throw GateError.denied(Operation.permission, namespace: operation.target.namespaceName)
            }
            return .allowed(ground)
        }
    }

    /// The record that is the same for all that a call changes.
    func event(
        _ permission: Permission,
        by principal: Principal,
        in tenant: Tenant.ID,
        for call: Call,
        _ decision: Decision
    ) -> AuditRecord {
        AuditRecord(
            tenant: tenant,
            tenantName: call.tenant,
            occurredAt: call.arrivedAt,
            permission: permission.description,
            actor: principal.actor,
            onBehalfOf: principal.subject,
            source: call.source.recorded,
            decision: decision,
            requestID: call.requestID,
            traceID: call.traceID
        )
    }

    /// The identifier of a tenant, kept in memory; `nil` if there is none of the name.
    func resolve(_ slug: Tenant.Slug?) async throws -> Tenant.ID? {
        guard let slug else { return nil }
        if let known = tenants[slug] {
            return known
        }
        let rows = try await database.transaction(TransactionOptions(readOnly: true)) { tx in
            try await tx.query("select resolve_tenant(\(slug.description))")
        }
        guard let found = try rows.first?.decode(0, as: Tenant.ID?.self) else { return nil }
        tenants[slug] = found
        return found
    }

    func options(for scope: Scope, in tenant: Tenant.ID?, for call: Call, readOnly: Bool) -> TransactionOptions {
        var options = TransactionOptions(readOnly: readOnly)
        if let tenant {
            options.settings.append(("reeve.tenant_id", tenant.description))
        }
        if scope != .tenant {
            options.role = "reeve_instance"
            options.settings.append(("reeve.scope", "instance"))
        }
        return options
    }

    private func record(_ refusal: Refusal, for call: Call) async throws {
        // A refusal to somebody whom the tenant does not know is the instance's to record.
        let options = options(for: .instance, in: nil, for: call, readOnly: false)
        try await database.transaction(options) { tx in
            var event = event(
                refusal.permission,
                by: refusal.principal,
                in: refusal.tenant,
                for: call,
                .denied(refusal.permission)
            )
            event.outcome = .denied
            try ledger.record(
                [RecordedChange(resource: refusal.permission.resource, id: nil, namespace: refusal.namespace)],
                as: event,
                in: tx
            )
        }
    }
}
