import Audit
import Crypto
import Daemon
import Postgres
import Tenancy

/// Who a call comes from, and which use of what it showed is to be noted.
struct Caller: Sendable {
    var principal: Principal
    var use: LastUse.Subject?
}

extension Gate {
    /// Finds out who a call comes from, in the transaction it is answered from.
    ///
    /// - Throws: ``GateError/unauthenticated(_:)``; ``GateError/hidden`` if the tenant of the call does not know the account.
    func identify(_ call: Call, in tenant: Tenant.ID?, _ tx: borrowing Transaction) async throws -> Caller {
        switch call.credential {
        case .none:
            throw GateError.unauthenticated(.missing)
        case .token(let token):
            try await identify(token, in: tenant, at: call.arrivedAt, tx)
        case .session(let cookie):
            try await identify(session: cookie, in: tenant, at: call.arrivedAt, tx)
        }
    }

    private func identify(_ token: Token, in tenant: Tenant.ID?, at now: Instant, _ tx: borrowing Transaction)
        async throws -> Caller
    {
        guard let holder = try await TokenHolder.find(token, in: tx) else { throw GateError.unauthenticated(.unknown) }
        guard holder.expiresAt.map({ now < $0 }) ?? true else { throw GateError.unauthenticated(.expired) }
        guard holder.account.isUsable else { throw GateError.unauthenticated(.inactive) }
        guard holder.isEnabled else { throw GateError.unauthenticated(.disabled) }
        // A token of one tenant is of no use elsewhere.
        guard holder.tenant == nil || tenant == nil || holder.tenant == tenant else { throw GateError.hidden }
        var principal = try await principal(holder.account, in: tenant, proof: .token(token.id), tx)
        principal.integration = holder.integration
        principal.integrationProfile = holder.profile
        let isStale = holder.usedAt.map { now - $0 > LastUse.resolution } ?? true
        return Caller(principal: principal, use: isStale ? .token(token.id, at: now) : nil)
    }

    private func identify(
        session cookie: SessionToken,
        in tenant: Tenant.ID?,
        at now: Instant,
        _ tx: borrowing Transaction
    ) async throws -> Caller {
        guard let holder = try await SessionHolder.find(cookie, in: tx) else {
            throw GateError.unauthenticated(.unknown)
        }
        guard now < holder.idleUntil, now < holder.expiresAt else { throw GateError.unauthenticated(.expired) }
        guard holder.account.isUsable else { throw GateError.unauthenticated(.inactive) }
        guard holder.tenant == nil || tenant == nil || holder.tenant == tenant else { throw GateError.hidden }
        var principal = try await principal(holder.account, in: tenant, proof: .session(holder.id), tx)
        principal.impersonator = holder.impersonator
        let isStale = now - holder.seenAt > LastUse.resolution
        return Caller(principal: principal, use: isStale ? .session(holder.id, at: now) : nil)
    }

    private func principal(
        _ account: AccountInTenant,
        in tenant: Tenant.ID?,
        proof: Principal.Proof,
        _ tx: borrowing Transaction
    ) async throws -> Principal {
        var principal = Principal(
            account: account.id,
            kind: account.kind,
            name: account.name,
            isSuperadmin: account.isSuperadmin,
            isRestricted: account.isRestricted,
            proof: proof,
            tenant: tenant ?? .instance,
            grants: .none
        )
        guard let tenant else { return principal }
        guard account.isTenantLive else { throw TenantGone() }
        if account.isActive == true, let versions = account.versions {
            principal.grants = try await grants.grants(of: account.id, in: tenant, at: versions, tx)
        } else if !account.isSuperadmin {
            throw GateError.hidden
        }
        if account.isSuperadmin {
            principal.grants.add(.superadmin, by: .superadmin)
        }
        return principal
    }
}
